import type { StoredEvent } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import type { History } from "../history.ts";
import type { LeafTracker, Reading } from "../leaf/compiled-leaf.ts";
import type { Timeline } from "../timeline.ts";
import { isActivity } from "./activity.ts";
import { appendDays, beforeDays, dayNumber, daysSince, daySpans } from "./days.ts";
import { foldedSpan, readDoubtful, untilFolded } from "./doubt.ts";

/** Whole days since the first activity, which is remembered even where it was folded away. */
export const trackDaysSinceFirst = (
  test: ValueTest,
  numbers: readonly number[],
  history: History,
): LeafTracker => {
  const spans = daySpans(test, numbers);
  let firstAt = foldedSpan(history, isActivity)?.firstAt ?? Infinity;
  return {
    add({ type, at }: StoredEvent): void {
      if (isActivity(type)) firstAt = Math.min(firstAt, at);
    },
    timelineFrom: (): Timeline => daysSince(spans, firstAt, test(undefined)),
    valueAt: (at) => dayNumber(firstAt, at),
  };
};

/** Whole days since the last activity: each begins the count anew. */
export const trackDaysSinceLast = (
  test: ValueTest,
  numbers: readonly number[],
  history: History,
): LeafTracker => {
  const spans = daySpans(test, numbers);
  const folded = foldedSpan(history, isActivity);
  const times = folded === null ? [] : [folded.lastAt];
  const doubtful = untilFolded(history, isActivity);
  const knownFrom = (from: number): Timeline => {
    const last = times.at(-1) ?? Infinity;
    if (last <= from) return daysSince(spans, last, false);
    const edges = beforeDays(test(undefined), times[0] ?? Infinity);
    for (const [index, at] of times.entries()) appendDays(edges, spans, at, times[index + 1] ?? Infinity);
    return edges;
  };
  return {
    add({ type, at }: StoredEvent): void {
      if (isActivity(type) && at >= (times.at(-1) ?? at)) times.push(at);
    },
    timelineFrom: (from: number, reading: Reading): Timeline =>
      readDoubtful(knownFrom(from), doubtful, reading),
    valueAt: (at) => dayNumber(times.at(-1) ?? Infinity, at),
  };
};
