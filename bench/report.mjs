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
  { name: 'CPU per request / nginx', wish: 1.5, of: 'CPU µs/request', by: 'nginx' },
  { name: 'CPU per request / Caddy', wish: 0.6, of: 'CPU µs/request', by: 'caddy' },
  { name: 'CPU per request / YARP', wish: 1, of: 'CPU µs/request', by: 'yarp' },
  { name: 'CPU per event / nginx', wish: 1.3, of: 'CPU µs/event', by: 'nginx' },
  { name: 'CPU per 64 KB prompt / nginx', wish: 3, of: 'CPU µs/64 KB prompt', by: 'nginx' },
  { name: 'added p99 − nginx, µs', wish: 300, of: 'added p99 µs at 500/s', minus: 'nginx' },
  { name: 'RSS MB under load', wish: 150, of: 'RSS MB most' },
  { name: 'start to first answer, ms', wish: 1000, of: 'start ms' },
];

const lines = fs.readdirSync(folder).filter(file => file.endsWith('.jsonl'))
  .flatMap(file => fs.readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)));
const names = [...new Set(lines.map(line => line.name))];

// The value of each round, by its number.
function roundsOf(name, figure) {
  const mine = lines.filter(line => line.name === name && (!figure.scenario || line.scenario === figure.scenario));
  const rounds = mine.filter(line => !line.direct && (line.r || line.scenario === 'idle')).map(line => {
    if (line.r?.failed) return [line.rep, NaN];
    const value = figure.of(line.r ?? {}, line);
    if (!figure.added) return [line.rep, value];
    const direct = mine.find(other => other.direct && other.rep === line.rep);
    return [line.rep, direct?.r ? value - figure.of(direct.r) : NaN];
  });
  return rounds.filter(([, value]) => Number.isFinite(value));
}

const valuesOf = (name, figure) => roundsOf(name, figure).map(([, value]) => value).sort((a, b) => a - b);

// Round by round: what the machine did to one it did to the other.
function compared({ of, by, minus }) {
  const theirs = new Map(roundsOf(by ?? minus, figures[of]));
  return roundsOf('ours', figures[of]).filter(([round]) => theirs.has(round))
    .map(([round, value]) => by ? value / theirs.get(round) : value - theirs.get(round)).sort((a, b) => a - b);
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

// A sweep has many names and few figures: one line each. Then what its largest number costs beside the others, round by round.
if (process.env.TALL) {
  for (const name of names) console.log(`| ${name} | ${cell(name, 'CPU µs/request')} | ${cell(name, 'requests/s')} | ${cell(name, 'RSS MB most')} |`);
  const cost = name => new Map(roundsOf(name, figures['CPU µs/request']));
  const text = ratios => {
    const sorted = ratios.toSorted((a, b) => a - b);
    return `${median(sorted).toFixed(2)} [${sorted[0].toFixed(2)}–${sorted.at(-1).toFixed(2)}]`;
  };
  const byNumber = name => Number(name.match(/\d+/)[0]);
  const mine = names.filter(name => name.startsWith('ours')).sort((a, b) => byNumber(a) - byNumber(b));
  console.log();
  for (const kind of new Set(mine.map(name => name.split(' ').at(-1)))) {
    const points = mine.filter(name => name.endsWith(kind)), many = points.at(-1);
    for (const few of points.slice(0, -1)) {
      const grows = name => [...cost(many.replace('ours', name))].map(([round, value]) => value / cost(few.replace('ours', name)).get(round)).filter(Number.isFinite);
      const [ours, nginx] = [grows('ours'), grows('nginx')];
      console.log(`| ${byNumber(few)} and ${byNumber(many)} ${kind} | ours × ${text(ours)} | ${nginx.length ? `nginx × ${text(nginx)} | ours beside it ${text(ours.map((value, round) => value / nginx[round]))} |` : ''}`);
    }
  }
  process.exit();
}

const row = cells => console.log(`| ${cells.join(' | ')} |`);
row(['', ...names]);
row(['---', ...names.map(() => '---')]);
for (const label of Object.keys(figures)) {
  const cells = names.map(name => cell(name, label));
  if (cells.some(text => text !== '–')) row([label, ...cells]);
}

const measured = target => target.by || target.minus ? compared(target) : [valueOf('ours', target.of)];
const now = Object.fromEntries(targets.map(target => [target.name, median(measured(target))]).filter(([, value]) => Number.isFinite(value)));
const baseline = action === '--check' ? JSON.parse(fs.readFileSync(baselineFile, 'utf8')) : {};
let worse = 0;
console.log();
row(['ours', 'measured', 'wanted at most', '', ...(action === '--check' ? ['baseline', ''] : [])]);
row(['---', '---', '---', '---', ...(action === '--check' ? ['---', '---'] : [])]);
for (const target of targets.filter(target => target.name in now)) {
  const { name, wish } = target, absolute = !target.by, all = measured(target);
  const text = value => value === undefined ? '–' : value.toFixed(absolute ? 0 : 2);
  const spread = all.length > 1 ? ` [${text(all[0])}–${text(all.at(-1))}]` : '';
  const cells = [name, text(now[name]) + spread, String(wish), now[name] <= wish ? 'met' : 'not met'];
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
