import type { StoredEvent } from "../../profile-state.ts";
import { type CompiledEventLeaf, type EventPattern, matches } from "./compiled-event-leaf.ts";

/**
 * The events a leaf counts, in time order, with running totals: `counts[i]` and `sums[i]` are those of the first `i`. A window
 * over events in time order always covers neighbours, so its totals are one subtraction away and never drift.
 */
export interface Occurrences {
  readonly times: readonly number[];
  readonly counts: readonly number[];
  /** In millionths; null where the leaf sums nothing. */
  readonly sums: readonly number[] | null;
}

/** Index of the first matching event from `start` on that is later than `at`; the log's length where there is none. */
const firstAfter = (
  log: readonly StoredEvent[],
  pattern: EventPattern,
  start: number,
  at: number,
): number => {
  for (let index = start; index < log.length; index += 1) {
    const event = log[index];
    if (event !== undefined && event.at > at && matches(pattern, event)) return index;
  }
  return log.length;
};

/** The events of the log that match and are not refuted; an event of the same millisecond refutes nothing. */
export const occurrencesIn = (leaf: CompiledEventLeaf, log: readonly StoredEvent[]): Occurrences => {
  const times: number[] = [];
  const counts = [0];
  const sums = leaf.sum === null ? null : [0];
  let total = 0;
  let refuter = -1;
  for (const event of log) {
    if (!matches(leaf.counted, event)) continue;
    if (leaf.refuting !== null) {
      // Counted events come in time order, so the first refuter after each of them only moves forward.
      if (refuter === -1 || (log[refuter]?.at ?? Infinity) <= event.at)
        refuter = firstAfter(log, leaf.refuting, refuter + 1, event.at);
      if ((log[refuter]?.at ?? Infinity) <= event.at + leaf.delayMs) continue;
    }
    times.push(event.at);
    counts.push(times.length);
    if (leaf.sum !== null) sums?.push((total += leaf.sum.amountOf(event.fields)));
  }
  return { times, counts, sums };
};
