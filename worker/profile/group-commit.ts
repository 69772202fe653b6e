/** Runs a callback in one transaction: all of it is on disk, or none. */
export type Transact = (work: () => void) => void;

interface Waiting {
  /** Runs the work and keeps its result. */
  attempt(): void;
  settle(): void;
  fail(error: unknown): void;
}

/** How long a group may grow while more keeps coming, in turns of the event loop. */
const TURNS_MAX = 16;

/**
 * Commits everything that waits as one transaction, so that a hundred beacons cost one write to the disk: the whole thread
 * stands still until the disk has answered. A group is committed after the first turn of the event loop that brings nothing
 * more, so that nobody waits who is alone. When a group fails, each piece of it is tried alone, so that a poisoned one fails alone.
 */
export class GroupCommit {
  readonly #transact: Transact;
  readonly #flush: () => void;
  readonly #discard: () => void;
  #waiting: Waiting[] = [];

  /** `flush` writes what the work has staged; `discard` forgets it when the transaction failed. */
  constructor(transact: Transact, flush: () => void, discard: () => void) {
    this.#transact = transact;
    this.#flush = flush;
    this.#discard = discard;
  }

  /** Resolves with the result of `work` once the transaction it was part of is committed. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.#waiting.push({
        attempt: () => {
          value = work();
        },
        settle: () => resolve(value),
        fail: reject,
      });
      if (this.#waiting.length === 1) this.#commitOnceQuiet(1, TURNS_MAX);
    });
  }

  #commitOnceQuiet(known: number, turnsLeft: number): void {
    setTimeout(() => {
      const { length } = this.#waiting;
      if (length > known && turnsLeft > 1) this.#commitOnceQuiet(length, turnsLeft - 1);
      else this.#commitWaiting();
    }, 0);
  }

  #commitWaiting(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (this.#isCommitted(group)) return;
    for (const one of group) this.#commitAlone(one);
  }

  #isCommitted(group: readonly Waiting[]): boolean {
    try {
      this.#commit(group);
      return true;
    } catch {
      return false; // Which piece is to blame is found by trying each alone.
    }
  }

  #commitAlone(one: Waiting): void {
    try {
      this.#commit([one]);
    } catch (error) {
      one.fail(error);
    }
  }

  #commit(group: readonly Waiting[]): void {
    try {
      this.#transact(() => {
        for (const one of group) one.attempt();
        this.#flush();
      });
    } catch (error) {
      this.#discard();
      throw error;
    }
    for (const one of group) one.settle();
  }
}
