// The model servers: each a listener of its own that answers as OpenAI does, or fails as the plan says.
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { chance, limits } from './settings.mjs';
import { Health } from './faults.mjs';
import { answerOf, eventsOf, errorOf } from './answers.mjs';

const filler = Buffer.alloc(1 << 20, 'x');

export class ModelServer {
  #server = null;
  #sockets = new Set();
  #open = new Set();

  constructor(server, journal) {
    this.id = server.id;
    this.port = server.port;
    this.chance = chance(`${server.id} answers`);
    this.journal = journal;
    this.health = new Health(server, (fault, was) => this.#change(fault, was));
  }

  get openRequests() {
    return this.#open.size;
  }

  get openSockets() {
    return this.#sockets.size;
  }

  listen() {
    return new Promise((resolve, reject) => {
      this.#server = createServer((request, response) => void this.#serve(request, response).catch(() => request.socket.destroy()));
      this.#server.on('connection', socket => {
        this.#sockets.add(socket);
        socket.on('close', () => this.#sockets.delete(socket));
        socket.on('error', () => {});
      });
      this.#server.on('error', reject);
      this.#server.listen(this.port, '127.0.0.1', 1024, resolve);
    });
  }

  close() {
    this.health.stop();
    this.#leave();
  }

  #change(fault, was) {
    if (fault === 'refused') {
      this.#leave();
    } else if (was === 'refused' && this.#server === null) {
      // The port may still be taken for a moment.
      this.listen().catch(() => setTimeout(() => this.#change(null, 'refused'), 200));
    }
  }

  #leave() {
    this.#open.forEach(attempt => attempt.fault = 'refused');
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = null;
  }

  async #serve(request, response) {
    const fault = this.health.strike();
    if (request.method === 'GET') {
      return fault === 'hang' ? undefined : response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}');
    }

    // Some refuse before they have read what they refuse.
    const isEarly = (fault === 'failed' || fault === 'busy') && this.chance.next() < 0.3;
    const body = isEarly ? null : await read(request);
    const call = callOf(request, body);
    const attempt = { server: this.id, fault, isOpen: true };
    this.#open.add(attempt);
    this.journal.note(call.id, attempt);
    response.on('close', () => {
      attempt.isOpen = false;
      this.#open.delete(attempt);
    });
    await (body !== null && call.id.endsWith('-bad')
      ? json(response, 400, errorOf(`no such thing for ${call.id}`, 'invalid_request_error'))
      : this.#answer(fault, call, request, response));
  }

  async #answer(fault, call, request, response) {
    switch (fault) {
      case 'busy':
        return json(response, 429, errorOf('too many', 'rate_limit_error'), { 'retry-after': String(1 + this.chance.upTo(2)) });
      case 'failed':
        return json(response, 500, errorOf('out of memory at 10.0.0.7', 'server_error'));
      case 'unavailable':
        return json(response, 503, errorOf('loading', 'server_error'), this.chance.next() < 0.5 ? { 'retry-after': '1' } : {});
      case 'hang':
        return undefined;
      case 'garbage':
        request.socket.end('\x16\x03\x01 this is no HTTP\r\n\r\n');
        return undefined;
      case 'over':
        return this.#answerTooMuch(call, response);
      case 'error-in-200':
        return call.streams && this.chance.next() < 0.7
          ? void head(response, call).end(`data: ${errorOf('overloaded', 'server_error')}\n\n`)
          : json(response, 200, errorOf('overloaded', 'server_error'));
      case 'gzip':
        return call.streams
          ? void head(response, call, { 'content-encoding': 'gzip' }).end(gzipSync(eventsOf(call, 8).join('')))
          : json(response, 200, gzipSync(answerOf(call)), { 'content-encoding': 'gzip' });
      default:
        await wait(fault === 'slow' ? this.chance.within(500, 2_000) : this.chance.within(5, 150));
        return call.streams ? this.#stream(fault, call, request, response) : this.#plain(fault, call, request, response);
    }
  }

  async #plain(fault, call, request, response) {
    const text = answerOf(call, fault === 'big' ? 1 << 20 : 0);
    if (fault === 'reset' || fault === 'hang-midway' || fault === 'error-midway') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length >> 1));
      await wait(30);
      return fault === 'hang-midway' ? undefined : void request.socket.resetAndDestroy();
    }

    if (fault === 'trickle') {
      response.writeHead(200, { 'content-type': 'application/json' });
      const step = Math.ceil(text.length / 15);
      for (let at = 0; at < text.length && !response.destroyed; at += step) {
        response.write(text.slice(at, at + step));
        await wait(100);
      }

      return void response.end();
    }

    return json(response, 200, text);
  }

  async #stream(fault, call, request, response) {
    const events = eventsOf(call, fault === 'big' ? 4 : 6 + this.chance.upTo(24), fault === 'big' ? 1 << 20 : 0);
    const breaks = ['reset', 'hang-midway', 'error-midway'].includes(fault) ? this.chance.upTo(events.length - 2) : -1;
    head(response, call);
    for (let index = 0; index < events.length && !response.destroyed; index++) {
      if (index === breaks) {
        return fault === 'reset' ? void request.socket.resetAndDestroy()
          : fault === 'error-midway' ? void response.end(`data: ${errorOf('lost the worker', 'server_error')}\n\n`)
          : undefined;
      }

      if (fault === 'trickle') {
        // An event in pieces.
        const middle = events[index].length >> 1;
        response.write(events[index].slice(0, middle));
        await wait(60);
        response.write(events[index].slice(middle));
      } else {
        response.write(events[index]);
      }

      await wait(this.chance.within(5, 60));
    }

    response.end();
  }

  /** More than the gateway takes: announced, or as it comes. */
  async #answerTooMuch(call, response) {
    if (!call.streams && this.chance.next() < 0.7) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': limits.answer + 1 });
      response.write('{');
      return;
    }

    head(response, call).write(call.streams ? 'data: ' : '{"object":"');
    const closed = new Promise(resolve => response.once('close', resolve));
    for (let sent = 0; sent <= (call.streams ? limits.event : limits.answer) + (2 << 20) && !response.destroyed; sent += filler.length) {
      if (!response.write(filler)) {
        await Promise.race([new Promise(resolve => response.once('drain', resolve)), closed]);
      }
    }
  }
}

async function read(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }

  return Buffer.concat(parts);
}

function callOf(request, body) {
  const start = body?.subarray(0, 1024).toString('latin1') ?? '';
  return {
    id: /soak-[a-z0-9]+-[a-z]+/.exec(start)?.[0] ?? 'soak-0-unknown',
    route: request.url.replace(/^\/v1/, ''),
    streams: start.includes('"stream":true'),
    asksForUsage: body?.includes('"include_usage":true') ?? false,
  };
}

function head(response, call, more = {}) {
  response.writeHead(200, { 'content-type': call.streams ? 'text/event-stream' : 'application/json', ...more });
  return response;
}

function json(response, status, text, more = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...more });
  response.end(text);
}
