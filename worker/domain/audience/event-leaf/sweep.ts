import type { Timeline } from "../timeline.ts";
import { isWithin } from "./bounds.ts";
import type { CompiledEventLeaf } from "./compiled-event-leaf.ts";
import type { Occurrences } from "./occurrences.ts";

/**
 * When the leaf holds, given what it counts: an event at a counts during [a + delay, a + window). Starts and ends are both in
 * time order, so one walk over both finds every change.
 */
export const sweep = (leaf: CompiledEventLeaf, { times, counts, sums }: Occurrences): Timeline => {
  const holds = (ended: number, started: number): boolean =>
    isWithin(leaf.count, (counts[started] ?? 0) - (counts[ended] ?? 0)) &&
    (leaf.sum === null || isWithin(leaf.sum.bounds, (sums?.[started] ?? 0) - (sums?.[ended] ?? 0)));
  const edges: number[] = [];
  if (holds(0, 0)) edges.push(-Infinity);
  // An event that stops counting before it starts would end first: it never counts.
  if (leaf.windowMs > leaf.delayMs) {
    let started = 0;
    let ended = 0;
    for (;;) {
      const nextStart = (times[started] ?? Infinity) + leaf.delayMs;
      const nextEnd = (times[ended] ?? Infinity) + leaf.windowMs;
      const at = Math.min(nextStart, nextEnd);
      if (at === Infinity) break;
      while ((times[started] ?? Infinity) + leaf.delayMs === at) started += 1;
      while ((times[ended] ?? Infinity) + leaf.windowMs === at) ended += 1;
      if (holds(ended, started) !== (edges.length % 2 === 1)) edges.push(at);
    }
  }
  if (edges.length % 2 === 1) edges.push(Infinity);
  return edges;
};
