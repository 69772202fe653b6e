import { always, type Timeline } from "../timeline.ts";
import type { ValueTest } from "../condition/value-test.ts";
import type { PropertyValue } from "../condition/property.ts";

/** A value that changes at known times. */
export class Steps {
  readonly #times: number[] = [];
  readonly #values: PropertyValue[] = [];
  readonly #initial: PropertyValue;

  /** `initial` is the value before the first change. */
  constructor(initial: PropertyValue) {
    this.#initial = initial;
  }

  get last(): PropertyValue {
    return this.#values.length === 0 ? this.#initial : this.#values.at(-1);
  }

  /** From `at` on, which is not before any change so far. */
  change(at: number, value: PropertyValue): void {
    if (value === this.last) return;
    if (this.#times.at(-1) === at) this.#values[this.#values.length - 1] = value;
    else {
      this.#times.push(at);
      this.#values.push(value);
    }
  }

  /** When the value passes a test; of times before `from` it says nothing. */
  timelineFrom(from: number, test: ValueTest): Timeline {
    if ((this.#times.at(-1) ?? -Infinity) <= from) return always(test(this.last));
    const edges: number[] = [];
    if (test(this.#initial)) edges.push(-Infinity);
    for (const [index, at] of this.#times.entries())
      if (test(this.#values[index]) !== (edges.length % 2 === 1)) edges.push(at);
    if (edges.length % 2 === 1) edges.push(Infinity);
    return edges;
  }
}
