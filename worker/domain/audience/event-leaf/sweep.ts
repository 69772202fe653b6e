import { ALWAYS, always, NEVER, type Timeline } from "../timeline.ts";
import { isAbove, isBelow, isWithin } from "./bounds.ts";
import type { CompiledEventLeaf } from "./compiled-event-leaf.ts";
import { countUntil, type Occurrences } from "./occurrences.ts";

type Leaf = Pick<CompiledEventLeaf, "delayMs" | "windowMs" | "count" | "sum">;

/** Whether the leaf holds while the events from `ended` up to `started` count. */
const holds = (leaf: Leaf, { counts, sums }: Occurrences, ended: number, started: number): boolean =>
  isWithin(leaf.count, counts === null ? started - ended : (counts[started] ?? 0) - (counts[ended] ?? 0)) &&
  (leaf.sum === null || isWithin(leaf.sum.bounds, (sums?.[started] ?? 0) - (sums?.[ended] ?? 0)));

/** The first index in `[low, high]` of which a test is true that stays true once it is; `high + 1` for none. */
const firstOf = (low: number, high: number, test: (index: number) => boolean): number => {
  let from = low;
  let to = high + 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (test(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
};

/** How many of the oldest events must have ended for the totals to be not above, and to be below, what the leaf asks for. */
const boundsOfEnded = (
  leaf: Leaf,
  occurrences: Occurrences,
  ended: number,
): [enough: number, few: number] => {
  const { times, counts, sums } = occurrences;
  const { count, sum } = leaf;
  const n = times.length;
  if (counts === null && sum === null)
    return [Math.max(ended, n - count.max), Math.max(ended, n - count.min + 1)];
  const countOf = (index: number) => (counts === null ? n - index : (counts[n] ?? 0) - (counts[index] ?? 0));
  const sumOf = (index: number) => (sums?.[n] ?? 0) - (sums?.[index] ?? 0);
  const isEnough = (index: number) =>
    !isAbove(count, countOf(index)) && (sum === null || !isAbove(sum.bounds, sumOf(index)));
  const isFew = (index: number) =>
    isBelow(count, countOf(index)) || (sum !== null && isBelow(sum.bounds, sumOf(index)));
  return [firstOf(ended, n, isEnough), firstOf(ended, n, isFew)];
};

/** Once every event has started, totals only fall: the leaf holds during one stretch at most. */
const closeFalling = (edges: number[], leaf: Leaf, occurrences: Occurrences, ended: number): Timeline => {
  const { times } = occurrences;
  const [enough, few] = boundsOfEnded(leaf, occurrences, ended);
  const endOf = (index: number) => (times[index - 1] ?? Infinity) + leaf.windowMs;
  const isTrue = edges.length % 2 === 1;
  const to = few > times.length ? Infinity : endOf(few);
  if (isTrue) edges.push(to);
  else if (enough < few && enough <= times.length) {
    const from = endOf(enough);
    if (from < to) edges.push(from, to);
  }
  return edges;
};

/**
 * When the leaf holds from `from` on, given what it counts: an event at a counts during [a + delay, a + window). Starts and
 * ends are both in time order, so one walk over both finds every change; it stops as soon as all have started.
 */
export const sweep = (leaf: Leaf, occurrences: Occurrences, from = -Infinity): Timeline => {
  const { times, isRising } = occurrences;
  const { delayMs, windowMs } = leaf;
  // An event that stops counting before it starts would end first: it never counts.
  if (windowMs <= delayMs || times.length === 0) return always(holds(leaf, occurrences, 0, 0));
  let started = countUntil(times, from - delayMs);
  let ended = countUntil(times, from - windowMs);
  const edges: number[] = [];
  if (holds(leaf, occurrences, ended, started)) edges.push(-Infinity);
  while (started < times.length || (!isRising && ended < times.length)) {
    const nextStart = (times[started] ?? Infinity) + delayMs;
    const nextEnd = (times[ended] ?? Infinity) + windowMs;
    const at = Math.min(nextStart, nextEnd);
    if (at === Infinity) break;
    while ((times[started] ?? Infinity) + delayMs === at) started += 1;
    while ((times[ended] ?? Infinity) + windowMs === at) ended += 1;
    if (holds(leaf, occurrences, ended, started) !== (edges.length % 2 === 1)) edges.push(at);
  }
  if (isRising && started === times.length) closeFalling(edges, leaf, occurrences, ended);
  else if (edges.length % 2 === 1) edges.push(Infinity);
  if (edges.length === 0) return NEVER;
  return edges.length === 2 && edges[0] === -Infinity && edges[1] === Infinity ? ALWAYS : edges;
};
