// node report.mjs FOLDER              medians [least–most] of every gateway, and our ratios beside the targets
// node report.mjs FOLDER --save FILE  also writes the ratios to FILE, as a baseline
// node report.mjs FOLDER --check FILE also compares them with that baseline; exit code 1: one is more than 15 % worse
import fs from 'node:fs';
import path from 'node:path';

const [folder, action, baselineFile] = process.argv.slice(2);
const MAX_WORSENING = 1.15;

// How each figure is taken from a measurement. "added" is the difference to the run straight at the upstream.
const figures = {
  'CPU µs/request': { scenario: 'closed', of: r => r.cpu_us_req, digits: 1 },
  'requests/s': { scenario: 'closed', of: r => r.rps, digits: 0 },
  'p99 ms, 64 connections': { scenario: 'closed', of: r => r.lat.p99 / 1000, digits: 1 },
  'CPU µs/request at 500/s': { scenario: 'rate', of: r => r.cpu_us_req, digits: 0 },
  'added p50 µs at 500/s': { scenario: 'rate', of: r => r.lat.p50, added: true, digits: 0 },
  'added p99 µs at 500/s': { scenario: 'rate', of: r => r.lat.p99, added: true, digits: 0 },
  'CPU µs/event': { scenario: 'stream', of: r => r.cpu_us_event, digits: 2 },
  'CPU µs/event, paced': { scenario: 'paced', of: r => r.cpu_us_event, digits: 1 },
  'added first event p50 µs': { scenario: 'paced', of: r => r.ttfc.p50, added: true, digits: 0 },
  'added lag p99 µs': { scenario: 'paced', of: r => r.transit.p99, added: true, digits: 0 },
  'CPU µs/64 KB prompt': { scenario: 'big', of: r => r.cpu_us_req, digits: 0 },
  'RSS MB idle': { scenario: 'idle', of: (_, line) => line.rss_mb, digits: 0 },
  'RSS MB most': { of: r => r.rss_mb, digits: 0, most: true },
  'start ms': { scenario: 'start', of: r => r.ready_ms, digits: 0 },
  'failed': { of: r => (r.non2xx ?? 0) + (r.errors ?? 0) + (r.no_done ?? 0), digits: 0, most: true },
  'other CPU %': { scenario: 'closed', of: r => r.other_pct, digits: 0 },
};

const targets = [
  { name: 'CPU per request / nginx', wish: 1.5, is: m => m('ours', 'CPU µs/request') / m('nginx', 'CPU µs/request') },
  { name: 'CPU per request / Caddy', wish: 0.6, is: m => m('ours', 'CPU µs/request') / m('caddy', 'CPU µs/request') },
  { name: 'CPU per request / YARP', wish: 1, is: m => m('ours', 'CPU µs/request') / m('yarp', 'CPU µs/request') },
  { name: 'CPU per event / nginx', wish: 1.3, is: m => m('ours', 'CPU µs/event') / m('nginx', 'CPU µs/event') },
  { name: 'CPU per 64 KB prompt / nginx', wish: 3, is: m => m('ours', 'CPU µs/64 KB prompt') / m('nginx', 'CPU µs/64 KB prompt') },
  { name: 'added p99 − nginx, µs', wish: 300, absolute: true, is: m => m('ours', 'added p99 µs at 500/s') - m('nginx', 'added p99 µs at 500/s') },
  { name: 'RSS MB under load', wish: 150, absolute: true, is: m => m('ours', 'RSS MB most') },
  { name: 'start to first answer, ms', wish: 1000, absolute: true, is: m => m('ours', 'start ms') },
];

const lines = fs.readdirSync(folder).filter(file => file.endsWith('.jsonl'))
  .flatMap(file => fs.readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)));
const names = [...new Set(lines.map(line => line.name))];

function valuesOf(name, figure) {
  const mine = lines.filter(line => line.name === name && (!figure.scenario || line.scenario === figure.scenario));
  const values = mine.filter(line => !line.direct && (line.r || line.scenario === 'idle')).map(line => {
    if (line.r?.failed) return NaN;
    const value = figure.of(line.r ?? {}, line);
    if (!figure.added) return value;
    const direct = mine.find(other => other.direct && other.rep === line.rep);
    return direct?.r ? value - figure.of(direct.r) : NaN;
  });
  return values.filter(Number.isFinite).sort((a, b) => a - b);
}

function median(values) {
  const middle = values.length >> 1;
  return values.length === 0 ? NaN : values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

function valueOf(name, figure) {
  const values = valuesOf(name, figures[figure]);
  return figures[figure].most ? (values.at(-1) ?? NaN) : median(values);
}

function cell(name, label) {
  const figure = figures[label], values = valuesOf(name, figure), middle = valueOf(name, label);
  return Number.isNaN(middle) ? '–' : figure.most || values.length < 2 ? middle.toFixed(figure.digits)
    : `${middle.toFixed(figure.digits)} [${values[0].toFixed(figure.digits)}–${values.at(-1).toFixed(figure.digits)}]`;
}

// A sweep has many names and few figures: one line each.
if (process.env.TALL) {
  for (const name of names) console.log(`| ${name} | ${cell(name, 'CPU µs/request')} | ${cell(name, 'requests/s')} | ${cell(name, 'RSS MB most')} |`);
  process.exit();
}

const row = cells => console.log(`| ${cells.join(' | ')} |`);
row(['', ...names]);
row(['---', ...names.map(() => '---')]);
for (const label of Object.keys(figures)) {
  const cells = names.map(name => cell(name, label));
  if (cells.some(text => text !== '–')) row([label, ...cells]);
}

const now = Object.fromEntries(targets.map(target => [target.name, target.is(valueOf)]).filter(([, value]) => Number.isFinite(value)));
const baseline = action === '--check' ? JSON.parse(fs.readFileSync(baselineFile, 'utf8')) : {};
let worse = 0;
console.log();
row(['ours', 'measured', 'wanted at most', '', ...(action === '--check' ? ['baseline', ''] : [])]);
row(['---', '---', '---', '---', ...(action === '--check' ? ['---', '---'] : [])]);
for (const { name, wish, absolute } of targets.filter(target => target.name in now)) {
  const text = value => value === undefined ? '–' : value.toFixed(absolute ? 0 : 2);
  const cells = [name, text(now[name]), String(wish), now[name] <= wish ? 'met' : 'not met'];
  if (action === '--check') {
    // A figure near zero, such as a difference of latencies, is noise; it counts as worse only beyond what is wanted.
    const isWorse = name in baseline && now[name] > Math.max(baseline[name], absolute ? wish : 0) * MAX_WORSENING;
    worse += isWorse;
    cells.push(text(baseline[name]), isWorse ? 'WORSE' : '');
  }
  row(cells);
}

if (action === '--save') fs.writeFileSync(baselineFile, `${JSON.stringify(now, (_, value) => typeof value === 'number' ? Number(value.toFixed(3)) : value, 2)}\n`);
if (worse) console.error(`${worse} figure(s) worsened by more than 15 %.`);
process.exitCode = worse ? 1 : 0;
