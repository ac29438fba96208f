// What else goes on while a service serves: its configuration changes, people look at pages, new keys are claimed.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { configuration, files, minutes, origin } from './settings.mjs';

const run = promisify(execFile);

// A short run has changes too; two seconds pass before one is seen.
const pace = Math.min(60_000, minutes * 12_000);
const pages = ['/', '/docs', '/models', '/keys/new', '/terms', '/docs/errors', '/swagger/index.html', '/api/v1/models', '/v1/key', '/health/ready', '/health/live', '/none'];

export class Chores {
  #timers = [];
  #version = 0;
  #page = 0;
  done = { reloads: 0, refusedFiles: 0, pages: 0, keys: 0 };

  constructor(keys, caller) {
    [this.keys, this.caller] = [keys, caller];
  }

  start() {
    this.#every(5_000, () => this.#visit());
    this.#every(pace, () => this.#configure());
    this.#every(300_000, () => this.claimKey());
  }

  stop() {
    this.#timers.forEach(clearInterval);
  }

  /** Claims a key with the product's own command. */
  async claimKey() {
    const { stdout } = await run('dotnet', ['akashchat.dll', 'key', '--url', origin], { cwd: files.program });
    this.keys.push(stdout.trim());
    this.done.keys++;
  }

  #every(milliseconds, work) {
    this.#timers.push(setInterval(() => work().catch(error => this.caller.report(`a chore failed: ${error.message}`, {})), milliseconds));
  }

  async #visit() {
    const path = pages[this.#page++ % pages.length];
    const answer = await fetch(`${origin}${path}`, { headers: path.includes('v1') ? { authorization: `Bearer ${this.keys[0]}` } : {} });
    await answer.arrayBuffer();
    this.done.pages++;
    if (answer.status !== (path === '/none' ? 404 : 200)) {
      this.caller.report(`${path} answers ${answer.status}`, {});
    }
  }

  /** A new file; every third one is wrong, and must change nothing. */
  async #configure() {
    const isWrong = ++this.#version % 3 === 0;
    const before = readFileSync(files.config, 'utf8');
    writeFileSync(files.config, configuration(this.#version, isWrong));
    this.done[isWrong ? 'refusedFiles' : 'reloads']++;
    if (isWrong) {
      setTimeout(() => writeFileSync(files.config, before), pace / 3).unref();
    }
  }
}
