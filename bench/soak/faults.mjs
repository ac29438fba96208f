// When which model server fails, and how: a plan drawn from the seed, of the same kind from the first minute to the last.
import { chance } from './settings.mjs';

/** What a server may do; the heavy ones strike one request each time. */
const kinds = [
  'slow', 'trickle', 'big', // these answer well
  'busy', 'busy', 'failed', 'failed', 'unavailable', 'refused', 'refused', 'reset', 'reset', 'hang', 'hang-midway', 'error-in-200',
  'error-midway', 'garbage', 'gzip', 'over',
];
const harmless = new Set(['slow', 'trickle', 'big']);
const heavy = new Set(['over', 'big']);

/** Faults that may break a stream which has begun. */
export const breaksStreams = new Set(['reset', 'hang-midway', 'error-midway', 'refused', 'garbage', 'over']);

/** One server's health, as the plan has it. */
export class Health {
  #chance;
  #timer;
  #share = 0;
  #struck = 0;
  fault = null;
  lastFaultAt = -Infinity;

  constructor(server, onChange) {
    this.#chance = chance(server.id);
    this.isRock = server.isRock;
    this.onChange = onChange;
  }

  start() {
    this.#timer = setTimeout(() => this.#turn(), this.#chance.within(2_000, 15_000));
  }

  stop() {
    clearTimeout(this.#timer);
    this.#set(null);
  }

  /** What this request meets; null: nothing. */
  strike() {
    if (this.fault === null || this.#chance.next() >= this.#share || (heavy.has(this.fault) && this.#struck++ > 1)) {
      return null;
    }

    return this.fault;
  }

  #turn() {
    const isWell = this.fault !== null;
    this.#set(isWell ? null : this.#draw());
    this.#timer = setTimeout(() => this.#turn(), isWell ? this.#chance.within(4_000, 20_000) : this.#chance.within(2_000, 9_000));
  }

  #draw() {
    const fault = this.isRock ? this.#chance.of([...harmless]) : this.#chance.of(kinds);
    this.#share = this.#chance.of([1, 1, 0.5, 0.2]);
    this.#struck = 0;
    return fault;
  }

  #set(fault) {
    const was = this.fault;
    if (was !== null && !harmless.has(was)) {
      this.lastFaultAt = Date.now();
    }

    this.fault = fault;
    if (fault !== null && !harmless.has(fault)) {
      this.lastFaultAt = Infinity;
    }

    this.onChange(fault, was);
  }
}
