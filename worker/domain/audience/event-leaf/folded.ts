import type { FoldedEvents } from "../../profile-state.ts";
import type { History } from "../history.ts";
import { NEVER, span, subtract, type Timeline, unite } from "../timeline.ts";
import { type EventPattern, matchesType } from "../condition/event-pattern.ts";
import type { CompiledEventLeaf } from "./compiled-event-leaf.ts";
import type { Occurrences } from "./occurrences.ts";

/** Folded events of the types that a pattern names. */
const foldedFor = (pattern: EventPattern, { folded }: History): readonly FoldedEvents[] =>
  Object.entries(folded)
    .filter(([type]) => matchesType(pattern, type))
    .map(([, events]) => events);

/** Whether a leaf asks for nothing that folding forgets: it counts events of a type over the whole life. */
const isLifetimeCount = (leaf: CompiledEventLeaf): boolean =>
  leaf.counted.where === null && leaf.refuting === null && leaf.windowMs === Infinity && leaf.sum === null;

/**
 * Adds the folded events to what a lifetime count found in the log. Of their times only the first and the last are known: all
 * but the first are counted at the last. Other leaves are given back unchanged, because nothing is known that they could count.
 */
export const withFolded = (leaf: CompiledEventLeaf, inLog: Occurrences, history: History): Occurrences => {
  const folded = isLifetimeCount(leaf) ? foldedFor(leaf.counted, history) : [];
  if (folded.length === 0) return inLog;
  const weighed = inLog.times.map((at) => ({ at, count: 1 }));
  for (const { count, firstAt, lastAt } of folded)
    weighed.push({ at: firstAt, count: 1 }, { at: lastAt, count: count - 1 });
  weighed.sort((a, b) => a.at - b.at);
  const counts = [0];
  let total = 0;
  for (const { count } of weighed) counts.push((total += count));
  return { times: weighed.map(({ at }) => at), counts, sums: null, isRising: true };
};

/** What is certain and what is possible of a leaf, whatever the folded events were. */
export interface Doubt {
  readonly least: Timeline;
  readonly most: Timeline;
}

/** The times at which folded events of the pattern could make a difference. */
const doubtfulTimes = (leaf: CompiledEventLeaf, pattern: EventPattern, history: History): Timeline => {
  // A lifetime count is exact from the last folded event on, and with one or two of them throughout.
  const isExact = ({ count }: FoldedEvents) => isLifetimeCount(leaf) && count <= 2;
  const lastingMs = isLifetimeCount(leaf) ? 0 : leaf.windowMs;
  return foldedFor(pattern, history)
    .filter((events) => !isExact(events))
    .map(({ firstAt, lastAt }) => span(firstAt, lastAt + lastingMs))
    .reduce(unite, NEVER);
};

/**
 * The two timelines between which the true one lies. `known` is what the leaf says without the folded events (lifetime counts:
 * with them, as late as they can have been). One more counted event can only help a leaf that has no upper bound, and one more
 * refuting event can only harm it; with an upper bound alone it is the other way round.
 */
export const doubtOf = (leaf: CompiledEventLeaf, known: Timeline, history: History): Doubt => {
  const counting = doubtfulTimes(leaf, leaf.counted, history);
  const refuting = leaf.refuting === null ? NEVER : doubtfulTimes(leaf, leaf.refuting, history);
  const isRising = leaf.sum === null && leaf.count.max === Infinity;
  const isFalling = leaf.sum === null && leaf.count.min === 0;
  const canRaise = [...(isFalling ? [] : [counting]), ...(isRising ? [] : [refuting])];
  const canLower = [...(isRising ? [] : [counting]), ...(isFalling ? [] : [refuting])];
  return { least: canLower.reduce(subtract, known), most: canRaise.reduce(unite, known) };
};
