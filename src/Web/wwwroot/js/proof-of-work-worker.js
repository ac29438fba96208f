// Searches, for each part, a number that makes the hash of "challenge:part:number" begin with enough zero bits.
const batchSize = 512;
const maxNumber = 0xffffffff;
const encoder = new TextEncoder();

async function isSolvedBy(text, difficulty) {
  const hash = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  // clz32 of the first 32 bits is enough: no difficulty is above 24.
  return Math.clz32(new DataView(hash).getUint32(0)) >= difficulty;
}

async function solvePart(challenge, part, difficulty) {
  // Many digests at once: each one is short, and the way to the browser's crypto and back is the longer part of it.
  for (let first = 0; first <= maxNumber; first += batchSize) {
    const tries = Array.from({ length: batchSize }, (_, offset) => isSolvedBy(`${challenge}:${part}:${first + offset}`, difficulty));
    const found = (await Promise.all(tries)).indexOf(true);
    if (found >= 0) {
      return first + found;
    }
  }

  throw new Error("No solution.");
}

addEventListener("message", async ({ data: { challenge, difficulty, parts } }) => {
  try {
    const numbers = [];
    for (let part = 0; part < parts; part++) {
      numbers.push(await solvePart(challenge, part, difficulty));
      postMessage({ solved: numbers.length });
    }

    postMessage({ solved: parts, solution: numbers.join(".") });
  } catch {
    postMessage({ solved: 0, failed: true });
  }
});
