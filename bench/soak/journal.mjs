// What the model servers did to each call.

// Attempts that come after the outcome (the slower one of a hedged pair) are not kept for ever.
const kept = 60_000;

export class Journal {
  #attempts = new Map();

  note(id, attempt) {
    const list = this.#attempts.get(id);
    if (list === undefined) {
      this.#attempts.set(id, [attempt]);
      setTimeout(() => this.#attempts.delete(id), 2 * kept).unref();
    } else if (list.length < 20) {
      list.push(attempt);
    }
  }

  of(id) {
    return this.#attempts.get(id) ?? [];
  }

  forget(id) {
    this.#attempts.delete(id);
  }
}
