// Reads the product's log for what no fault of a server explains.
import { readFileSync } from 'node:fs';
import { files } from './settings.mjs';

// A wrong file is refused with its faults: that is what was asked for.
const expected = [/config/i];

/** Prints how often each kind of line came, and those that nothing explains. */
export function scanLog() {
  const lines = readFileSync(files.log, 'utf8').split('\n').filter(line => line.trim() !== '');
  const kinds = new Map();
  const bad = [];
  for (const line of lines) {
    const kind = line.replace(/^\S+\s+/, '').replace(/[0-9a-f]{8,}|\d+/gi, '…').slice(0, 110);
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
