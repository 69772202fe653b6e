import type { StoredEvent } from "../../profile-state.ts";
import { matches } from "../condition/event-pattern.ts";
import type { History, Subject } from "../history.ts";
import type { LeafTracker, Reading } from "../leaf/compiled-leaf.ts";
import type { Timeline } from "../timeline.ts";
import { type CompiledEventLeaf, readsType } from "./compiled-event-leaf.ts";
import { doubtOf, withFolded } from "./folded.ts";
import type { Occurrences } from "./occurrences.ts";
import { sweep } from "./sweep.ts";

/** The events of one profile that one leaf counts. */
class EventTracker implements LeafTracker, Occurrences {
  readonly times: number[] = [];
  readonly counts = null;
  readonly sums: number[] | null;
  isRising = true;
  readonly #leaf: CompiledEventLeaf;
  readonly #history: History;
  readonly #amounts: number[] | null;

  constructor(leaf: CompiledEventLeaf, history: History) {
    this.#leaf = leaf;
    this.#history = history;
    this.sums = leaf.sum === null ? null : [0];
    this.#amounts = leaf.sum === null ? null : [];
  }

  add(event: StoredEvent): void {
    const { counted, refuting, sum } = this.#leaf;
    if (refuting !== null && matches(refuting, event)) this.#refute(event.at);
    if (!matches(counted, event)) return;
    this.times.push(event.at);
    if (sum !== null) this.#addAmount(sum.amountOf(event.fields));
  }

  timelineFrom(from: number, reading: Reading): Timeline {
    if (this.#history.foldedUntil === null) return sweep(this.#leaf, this, from);
    const known = sweep(this.#leaf, withFolded(this.#leaf, this, this.#history));
    return reading === "known" ? known : doubtOf(this.#leaf, known, this.#history)[reading];
  }

  #addAmount(amount: number): void {
    this.#amounts?.push(amount);
    this.sums?.push((this.sums.at(-1) ?? 0) + amount);
    if (amount < 0) this.isRising = false;
  }

  /** Takes back what counted in [at - delay, at): an event of the same millisecond refutes nothing. */
  #refute(at: number): void {
    const { times } = this;
    let end = times.length;
    while (times[end - 1] === at) end -= 1;
    let start = end;
    while (start > 0 && (times[start - 1] ?? 0) >= at - this.#leaf.delayMs) start -= 1;
    times.splice(start, end - start);
    if (this.sums === null || this.#amounts === null) return;
    const later = this.#amounts.slice(end);
    this.#amounts.length = start;
    this.sums.length = start + 1;
    for (const amount of later) this.#addAmount(amount);
  }
}

export const trackEventLeaf = (leaf: CompiledEventLeaf) => ({
  reads: (type: string) => readsType(leaf, type),
  onlyType: leaf.refuting === null || leaf.refuting.type === leaf.counted.type ? leaf.counted.type : null,
  track: ({ history }: Subject): LeafTracker => new EventTracker(leaf, history),
});
