// Sends requests at a steady rate, whatever comes back, and has each outcome judged.
import { Agent, request } from 'node:http';
import { appendFileSync, writeFileSync } from 'node:fs';
import { files, origin, rate } from './settings.mjs';
import { judge } from './judge.mjs';
import { nextCall } from './calls.mjs';

const patience = 90_000;

// A server hears of a caller who left within a second; the rest is for a busy machine.
const leaving = 3_000;

export class Caller {
  #agent = new Agent({ keepAlive: true, maxFreeSockets: 32, scheduling: 'lifo', timeout: 100_000 });
  #timer;
  counts = { sent: 0, '2xx': 0, '4xx': 0, limited: 0, '5xx': 0, left: 0, brokenStreams: 0, hits: 0, shared: 0, fallbacks: 0, unexplained: 0, booked: 0, perhapsBooked: 0 };
  reasons = new Map();
  overheads = [];
  open = 0;

  constructor(keys, journal, health) {
    [this.keys, this.journal, this.health] = [keys, journal, health];
    writeFileSync(files.unexplained, '');
  }

  start() {
    const startedAt = performance.now();
    const isSent = () => this.counts.sent >= (performance.now() - startedAt) / 1000 * rate;
    this.#timer = setInterval(() => {
      while (!isSent()) {
        this.counts.sent++;
        this.#call(nextCall());
      }
    }, 5);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Closes what waits for the next request. */
  close() {
    this.#agent.destroy();
  }

  /** Writes down what nobody can explain. */
  report(reason, details) {
    this.counts.unexplained++;
    const kind = reason.replace(/\d{4,}/g, '…');
    this.reasons.set(kind, (this.reasons.get(kind) ?? 0) + 1);
    if (this.counts.unexplained <= 1_000) {
      appendFileSync(files.unexplained, `${JSON.stringify({ at: new Date().toISOString(), reason, ...details })}\n`);
    }
  }

  #call(call) {
    const startedAt = Date.now();
    const outcome = { status: 0, body: '', left: false, error: null };
    let isOver = false;
    this.open++;
    const end = () => {
      if (!isOver) {
        isOver = true;
        this.open--;
        clearTimeout(late);
        clearTimeout(leave);
        this.#judge(call, outcome, startedAt);
      }
    };
    const sending = request(`${origin}${call.path}`, {
      method: call.method, agent: call.isAlone ? false : this.#agent,
      headers: {
        authorization: `Bearer ${call.key ?? this.keys[Math.floor(call.pick * this.keys.length)]}`,
        ...(call.method === 'POST' ? { 'content-type': call.type, 'content-length': Buffer.byteLength(call.body) } : {}),
      },
    }, response => {
      outcome.status = response.statusCode;
      outcome.headers = response.headers;
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('close', () => {
        outcome.body = Buffer.concat(parts).toString();
        outcome.error ??= response.complete || outcome.left ? null : 'the answer was cut off';
        end();
      });
      response.on('error', error => outcome.error ??= outcome.left ? null : String(error.code ?? error.message));
    });
    sending.on('error', error => {
      outcome.error ??= outcome.left ? null : String(error.code ?? error.message);
      if (outcome.status === 0) {
        end();
      }
    });
    sending.end(call.body);
    const late = setTimeout(() => {
      outcome.error = `no end within ${patience / 1000} s`;
      sending.destroy();
    }, patience);
    const leave = call.leavesAfter === null ? undefined : setTimeout(() => {
      outcome.left = true;
      sending.destroy();
      end();
    }, call.leavesAfter);
  }

  #judge(call, outcome, startedAt) {
    this.#count(outcome);
    if (leavesRecord(call)) {
      this.counts[outcome.left || outcome.error ? 'perhapsBooked' : 'booked']++;
    }

    if (outcome.left) {
      if (!call.isKept) {
        setTimeout(() => this.#checkLeaving(call), leaving);
      }

      return;
    }

    const reason = judge(call, outcome, this.journal, this.health);
    if (reason !== null) {
      this.report(reason, {
        id: call.id, model: call.model, path: call.path, streams: call.streams, status: outcome.status, took: Date.now() - startedAt,
        deployment: outcome.headers?.['x-akashchat-deployment-id'], attempts: outcome.headers?.['x-akashchat-attempts'],
        requestId: outcome.headers?.['x-request-id'], servers: this.journal.of(call.id), body: outcome.body.slice(0, 400), end: outcome.body.slice(-300),
      });
    }

    this.journal.forget(call.id);
  }

  /** When a caller has left, no server may still be at work for them. */
  #checkLeaving(call) {
    const held = this.journal.of(call.id).filter(attempt => attempt.isOpen);
    if (held.length > 0) {
      this.report('a server still works for a caller who left', { id: call.id, path: call.path, streams: call.streams, servers: held });
    }

    this.journal.forget(call.id);
  }

  #count(outcome) {
    const counts = this.counts;
    const kind = outcome.left ? 'left' : outcome.status === 429 ? 'limited' : `${Math.floor(outcome.status / 100)}xx`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    counts.brokenStreams += outcome.status === 200 && !outcome.left && outcome.body.slice(-600).includes('"error":{') ? 1 : 0;
    const { headers = {} } = outcome;
    counts.hits += headers['x-akashchat-cache'] === 'hit' ? 1 : 0;
    counts.shared += headers['x-akashchat-cache'] === 'shared' ? 1 : 0;
    counts.fallbacks += headers['x-akashchat-fallbacks'] ? 1 : 0;
    if (headers['x-akashchat-overhead-us']) {
      this.overheads.push(Number(headers['x-akashchat-overhead-us']));
    }
  }
}

/** Whether the gateway books a call: its key is right, and it names a model that there is. */
const leavesRecord = call => call.method === 'POST' && !/-(key|none|json)$/.test(call.id);
