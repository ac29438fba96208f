// Solves the puzzle of a form with data-key-form while the visitor types. Whatever fails here, the form still works: the server then offers a wait instead.
const form = document.querySelector("[data-key-form]");
const box = form.querySelector("[data-puzzle]");
const bar = box.querySelector("progress");
const status = box.querySelector("[data-puzzle-status]");
const button = form.querySelector("[type=submit]");
const solution = form.elements.namedItem("solution");
const { challenge, difficulty, parts, worker: workerUrl } = box.dataset;

let solving = false;
let wanted = false;
let sent = false;

function start() {
  solving = true;
  box.hidden = false;
  status.textContent = "Solving the puzzle…";
  const worker = new Worker(workerUrl, { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    bar.value = data.solved;
    if (data.solution) {
      finish(worker, data.solution, "Puzzle solved.");
    } else if (data.failed) {
      giveUp(worker);
    } else {
      status.textContent = `Puzzle: ${data.solved} of ${parts} parts solved.`;
    }
  });
  worker.addEventListener("error", () => giveUp(worker));
  worker.postMessage({ challenge, difficulty: Number(difficulty), parts: Number(parts) });
}

function giveUp(worker) {
  finish(worker, "", "Your browser cannot solve the puzzle. You will wait a few seconds instead.");
}

function finish(worker, text, message) {
  worker.terminate();
  solving = false;
  solution.value = text;
  status.textContent = message;
  box.classList.toggle("is-solved", text !== "");
  if (wanted) {
    form.requestSubmit(button);
  }
}

form.addEventListener("submit", (event) => {
  if (sent) {
    event.preventDefault();
  } else if (solving) {
    event.preventDefault();
    wanted = true;
    button.textContent = "One moment…";
    button.setAttribute("aria-disabled", "true");
    status.textContent = "The key comes as soon as the puzzle is solved.";
  } else {
    sent = true;
    button.textContent = form.dataset.busy ?? "One moment…";
    button.setAttribute("aria-disabled", "true");
  }
});

// A page that the browser brings back from its memory has a used puzzle: ask for a fresh one.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.replace(form.action);
  }
});

if (solution.value) {
  box.hidden = false;
  box.classList.add("is-solved");
  bar.value = bar.max;
  status.textContent = "Puzzle solved.";
} else if (challenge && globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.Worker) {
  start();
}
