// Compares the first minutes with the last ones.
import { minutes } from './settings.mjs';

// What it may grow by: a share, and what chance alone makes of few.
const judged = [
  ['rssKb', 'RSS KB', 0.15, 0], ['threads', 'threads', 0.1, 4], ['fds', 'files and sockets', 0.1, 16], ['sockets', 'sockets', 0.1, 16],
];
const shown = [['anonKb', 'anonymous KB'], ['libraries', 'libraries'], ['established', 'established'], ['closeWait', 'close-wait'], ['open', 'open calls'], ['overheadUs', 'overhead us, p50'], ['lagMs', 'our own lag ms'], ['databaseKb', 'database KB']];

const window = Math.min(600, minutes * 20);
const length = window < 60 ? `${window} s` : `${Math.round(window / 60)} min`;

// The program compiles its hot code in the first minute or so, and a short run says nothing about memory.
const warmUp = Math.min(120, minutes * 10);
const isLong = minutes >= 20;

/** Prints the table, and says whether nothing grew. */
export function compare(samples, before, after) {
  const end = samples.at(-1).seconds;
  const first = samples.filter(sample => sample.seconds >= warmUp && sample.seconds <= warmUp + window);
  const last = samples.filter(sample => sample.seconds > end - window);
  console.log(`\n${'Medians'.padEnd(20)}${['before', `first ${length}`, `last ${length}`, 'most', 'idle after', 'change'].map(text => text.padStart(14)).join('')}`);
  let isFlat = true;
  for (const [name, title, share, more] of [...judged, ...shown]) {
    const [was, is] = [median(first, name), median(last, name)];
    const grew = share !== undefined && is > was * (1 + share) + more;
    isFlat &&= !(grew && isLong);
    const row = [before[name], was, is, Math.max(...samples.map(sample => sample[name] ?? 0)), after[name]].map(value => String(value ?? '').padStart(14));
    console.log(`${title.padEnd(20)}${row.join('')}${(was > 0 ? `${((is / was - 1) * 100).toFixed(1)} %` : '').padStart(14)}${grew ? isLong ? '  ! grew' : '  (short run)' : ''}`);
  }

  console.log(`RSS over the second half: ${slope(samples.filter(sample => sample.seconds > end / 2), 'rssKb').toFixed(1)} MB an hour`);
  return isFlat;
}

/** What is left when nobody asks any more. */
export function leftOver(before, after) {
  const left = [];
  for (const [name, title, more] of [['sockets', 'sockets', 4], ['fds', 'files and sockets', 24], ['closeWait', 'sockets in close-wait', 0]]) {
    if (after[name] > before[name] + more) {
      left.push(`${after[name]} ${title} after ${before[name]} before`);
    }
  }

  return left;
}

function median(samples, name) {
  const values = samples.map(sample => sample[name]).sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** By least squares, in MB an hour. */
function slope(samples, name) {
  const mean = of => samples.reduce((sum, sample) => sum + sample[of], 0) / samples.length;
  const [x, y] = [mean('seconds'), mean(name)];
  const over = samples.reduce((sum, sample) => sum + (sample.seconds - x) * (sample[name] - y), 0);
  const under = samples.reduce((sum, sample) => sum + (sample.seconds - x) ** 2, 0);
  return over / under * 3600 / 1024;
}
