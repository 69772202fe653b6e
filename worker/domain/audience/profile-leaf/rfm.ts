import { DAY_MS } from "../../../../schemas/limits.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import type { StoredEvent } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import { toMicros } from "../event-leaf/amount.ts";
import type { History } from "../history.ts";
import { hasFolded, type LeafTracker, type Reading } from "../leaf/compiled-leaf.ts";
import { ALWAYS, appendSpan, NEVER, span, type Timeline } from "../timeline.ts";
import { foldedSpan, readDoubtful } from "./doubt.ts";
import { doubtfulLast, isOrderEvent, isPurchase, OrderBook } from "./orders.ts";
import { Steps } from "./steps.ts";

const BEST_SCORE = 5;

/** 1, and one more for each threshold that is reached. */
const risingScore = (thresholds: readonly number[], value: number): number =>
  1 + thresholds.filter((threshold) => value >= threshold).length;

/** A score that only orders and refunds change; missing before the first order, in doubt once any were folded away. */
const trackScore = (
  test: ValueTest,
  history: History,
  scoreOf: (orders: OrderBook) => number,
): LeafTracker => {
  const orders = new OrderBook(history);
  const steps = new Steps(undefined);
  const doubtful = hasFolded(history, isOrderEvent) ? ALWAYS : NEVER;
  return {
    add(event: StoredEvent): void {
      orders.add(event);
      if (orders.count > 0) steps.change(event.at, scoreOf(orders));
    },
    timelineFrom: (from: number, reading: Reading): Timeline =>
      readDoubtful(steps.timelineFrom(from, test), doubtful, reading),
    valueAt: () => steps.last,
  };
};

export const trackFrequency = (test: ValueTest, history: History, { rfm }: AudienceSettings): LeafTracker =>
  trackScore(test, history, ({ count }) => risingScore(rfm.frequency, count));

export const trackMonetary = (test: ValueTest, history: History, { rfm }: AudienceSettings): LeafTracker => {
  const thresholds = rfm.monetary.map(toMicros);
  return trackScore(test, history, ({ value }) => risingScore(thresholds, value));
};

/** Falls with time since the last order, from 5 to 1. */
export const trackRecency = (test: ValueTest, history: History, { rfm }: AudienceSettings): LeafTracker => {
  const orders = new OrderBook(history);
  const folded = foldedSpan(history, isPurchase);
  const times = folded === null ? [] : [folded.lastAt];
  const ages = [0, ...rfm.recency_days.map((days) => days * DAY_MS), Infinity];
  const spans = ages
    .slice(0, -1)
    .flatMap((age, index) => (test(BEST_SCORE - index) ? [[age, ages[index + 1] ?? Infinity] as const] : []));
  const knownFrom = (from: number): Timeline => {
    const isEnough = (times.at(-1) ?? Infinity) <= from;
    const edges = isEnough || !test(undefined) ? [] : [...span(-Infinity, times[0] ?? Infinity)];
    for (let index = isEnough ? times.length - 1 : 0; index < times.length; index += 1) {
      const at = times[index] ?? Infinity;
      const end = times[index + 1] ?? Infinity;
      for (const [youngest, oldest] of spans) appendSpan(edges, at + youngest, Math.min(at + oldest, end));
    }
    return edges;
  };
  return {
    add(event: StoredEvent): void {
      orders.add(event);
      if (orders.lastAt === event.at && event.at >= (times.at(-1) ?? event.at)) times.push(event.at);
    },
    timelineFrom: (from: number, reading: Reading): Timeline =>
      readDoubtful(knownFrom(from), doubtfulLast(orders), reading),
    valueAt(at) {
      const last = times.at(-1);
      return last === undefined ? undefined : BEST_SCORE + 1 - ages.filter((age) => at - last >= age).length;
    },
  };
};
