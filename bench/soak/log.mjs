// Reads the product's log for what no fault of a server explains.
import { readFileSync } from 'node:fs';
import { files } from './settings.mjs';

// A wrong file is refused with its faults: that is what was asked for.
const expected = [/config/i];
const deployments = /\b(solid|shaky|alone|kept|extra)-\w+/g;

/** Prints how often each kind of line came, and those that nothing explains. */
export function scanLog() {
  // Before the first entry, the program says where it is.
  const text = readFileSync(files.log, 'utf8');
  const lines = text.slice(Math.max(0, text.search(/^\d{4}-\d\d-\d\dT/m))).split('\n').filter(line => line.trim() !== '');
  const kinds = new Map();
  const bad = [];
  for (const line of lines) {
    const kind = line.replace(/^\S+\s+(\w+:)\s+\S*?(\w+\[\d+\])/, '$1 $2').replace(deployments, '…').replace(/ call of [a-z/]+| for \d+ s/g, '').slice(0, 130);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (/\b(fail|error|crit|critical)\b|exception|^\s+at /i.test(line) && !expected.some(pattern => pattern.test(line))) {
      bad.push(line);
    }
  }

  console.log(`\nLog: ${lines.length} lines`);
  [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 25).forEach(([kind, count]) => console.log(`  ${String(count).padStart(6)}  ${kind}`));
  bad.slice(0, 20).forEach(line => console.log(`! ${line.slice(0, 300)}`));
  return bad.length === 0;
}
