import type { EventLeaf } from "../../../../schemas/audience.ts";
import type { StoredEvent } from "../../../../worker/domain/profile-state.ts";
import { isMeant, valuesOf } from "./matching.ts";
import { inMicros, sumInMicros } from "./micros.ts";
import { milliseconds } from "./milliseconds.ts";

/** Whether nothing named came in (a, a + within], all of which has passed. */
const isUnfollowed = (
  event: StoredEvent,
  leaf: EventLeaf,
  log: readonly StoredEvent[],
  t: number,
): boolean => {
  const { not_followed_by: refuting } = leaf;
  if (refuting === undefined) return true;
  const decidedAt = event.at + milliseconds(refuting.within);
  const isRefuting = (other: StoredEvent) =>
    other.at > event.at && other.at <= decidedAt && isMeant(other, refuting);
  return decidedAt <= t && !log.some(isRefuting);
};

/** The events of (t - within, t] that count. */
const activeEvents = (leaf: EventLeaf, log: readonly StoredEvent[], t: number): StoredEvent[] => {
  const windowStart = leaf.within === undefined ? -Infinity : t - milliseconds(leaf.within);
  return log.filter(
    (event) =>
      event.at > windowStart && event.at <= t && isMeant(event, leaf) && isUnfollowed(event, leaf, log, t),
  );
};

export const holdsEventLeaf = (leaf: EventLeaf, log: readonly StoredEvent[], t: number): boolean => {
  const active = activeEvents(leaf, log, t);
  const { sum, count = sum === undefined ? { gte: 1 } : {} } = leaf;
  const n = active.length;
  if (count.gte !== undefined && n < count.gte) return false;
  if (count.lte !== undefined && n > count.lte) return false;
  if (count.eq !== undefined && n !== count.eq) return false;
  if (sum === undefined) return true;
  const micros = sumInMicros(active.flatMap((event) => valuesOf(event, sum.prop)));
  if (sum.gte !== undefined && micros < inMicros(sum.gte)) return false;
  if (sum.gt !== undefined && micros <= inMicros(sum.gt)) return false;
  if (sum.lte !== undefined && micros > inMicros(sum.lte)) return false;
  return sum.lt === undefined || micros < inMicros(sum.lt);
};
