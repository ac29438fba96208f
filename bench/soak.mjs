// The soak's upstream, callers and watch in one process; soak.sh starts it beside the product. Needs no packages.
//   node soak.mjs config    writes the first configuration
//   node soak.mjs           runs
//   node soak.mjs log       reads the product's log
import { appendFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Caller } from './soak/caller.mjs';
import { Chores } from './soak/chores.mjs';
import { Journal } from './soak/journal.mjs';
import { scanLog } from './soak/log.mjs';
import { bookedCalls, look } from './soak/process.mjs';
import { configuration, files, idleSeconds, minutes, origin, rate, seed, servers } from './soak/settings.mjs';
import { ModelServer } from './soak/upstream.mjs';
import { compare, leftOver } from './soak/verdict.mjs';

const interval = 10_000;

switch (process.argv[2]) {
  case 'config':
    writeFileSync(files.config, configuration(0, false));
    break;
  case 'log':
    process.exitCode = scanLog() ? 0 : 1;
    break;
  default:
    process.exit(await soak() ? 0 : 1);
}

async function soak() {
  console.log(`${minutes} minutes, ${rate} requests/s, seed ${seed}`);
  const journal = new Journal();
  const upstream = servers.map(server => Object.assign(new ModelServer(server, journal), { model: server.model, isRock: server.isRock }));
  await Promise.all(upstream.map(server => server.listen()));
  await untilAlive();
  const keys = [];
  const caller = new Caller(keys, journal, upstream);
  const chores = new Chores(keys, caller);
  await chores.claimKey();
  const before = look();

  const watch = new Watch(caller, upstream);
  upstream.forEach(server => server.health.start());
  caller.start();
  chores.start();
  await wait(minutes * 60_000);

  caller.stop();
  chores.stop();
  watch.stop();
  for (let i = 0; i < 95 && caller.open > 0; i++) {
    await wait(1_000);
  }

  caller.close();
  upstream.forEach(server => server.health.stop());
  console.log(`Load has ended; ${idleSeconds} s without any`);
  await wait(idleSeconds * 1_000);
  return report({ caller, chores, upstream, keys, before, after: look(), samples: watch.samples });
}

async function untilAlive() {
  for (let i = 0; i < 300; i++) {
    if (await fetch(`${origin}/health/live`).then(answer => answer.ok, () => false)) {
      return;
    }

    await wait(100);
  }

  throw new Error('the product does not start');
}

async function report({ caller, chores, upstream, keys, before, after, samples }) {
  const isFlat = compare(samples, before, after);
  console.log(`\nRequests: ${JSON.stringify(caller.counts)}\nBeside them: ${JSON.stringify(chores.done)}`);
  const left = [...leftOver(before, after), ...await openRequests(keys)];
  for (const server of upstream.filter(server => server.openRequests > 0 || server.openSockets > 0)) {
    left.push(`${server.id}: ${server.openRequests} requests and ${server.openSockets} connections`);
  }

  const [records, { booked, perhapsBooked }] = [bookedCalls(), caller.counts];
  if (records !== null && (records < booked || records > booked + perhapsBooked)) {
    left.push(`${records} calls are booked; ${booked} were answered, ${perhapsBooked} more may have begun`);
  }

  if (caller.open > 0) {
    left.push(`${caller.open} calls without an end`);
  }

  left.forEach(what => console.log(`! at the end: ${what}`));
  caller.reasons.forEach((count, reason) => console.log(`! unexplained: ${count} × ${reason}`));
  return isFlat && left.length === 0 && caller.counts.unexplained === 0;
}

async function openRequests(keys) {
  const left = [];
  for (const key of keys) {
    const answer = await fetch(`${origin}/v1/key`, { headers: { authorization: `Bearer ${key}` } });
    const { id, limits } = await answer.json();
    if (limits.parallel_requests.used !== 0) {
      left.push(`key ${id} has ${limits.parallel_requests.used} open requests`);
    }
  }

  return left;
}

/** Takes a sample every ten seconds, and says every minute how it goes. */
function Watch(caller, upstream) {
  const startedAt = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  this.samples = [];
  const take = () => {
    const overheads = caller.overheads.splice(0).sort((a, b) => a - b);
    const sample = {
      seconds: Math.round((performance.now() - startedAt) / 1000), ...look(), open: caller.open,
      openUpstream: upstream.reduce((sum, server) => sum + server.openRequests, 0),
      overheadUs: overheads[overheads.length >> 1] ?? 0, lagMs: Math.round(delay.max / 1e6), ...caller.counts,
    };
    delay.reset();
    if (this.samples.length === 0) {
      writeFileSync(files.samples, `${Object.keys(sample).join(',')}\n`);
    }

    this.samples.push(sample);
    appendFileSync(files.samples, `${Object.values(sample).join(',')}\n`);
    if (this.samples.length % 6 === 1) {
      console.log(`${String(sample.seconds).padStart(5)} s  RSS ${sample.rssKb >> 10} MB, ${sample.threads} threads, ${sample.fds} files, ${sample.sockets} sockets, ${sample.open} open, sent ${sample.sent}, 5xx ${sample['5xx']}, unexplained ${sample.unexplained}, lag ${sample.lagMs} ms`);
    }
  };
  const timer = setInterval(take, interval);
  this.stop = () => clearInterval(timer);
}
