import type { StoredEvent } from "../../../../../worker/domain/profile-state.ts";
import { DAY_MS, MINUTE_MS } from "../milliseconds.ts";

/** What servers and Halley itself report; every other event is something the visitor did. */
const REPORTED = new Set([
  "purchase",
  "refund",
  "ad_view",
  "ad_click",
  "message_sent",
  "message_opened",
  "message_clicked",
  "journey_entered",
  "journey_left",
]);

const activityIn = (known: readonly StoredEvent[]): StoredEvent[] =>
  known.filter(({ type }) => !REPORTED.has(type));

/** How many visits began, where `known` is the log up to the moment. */
export const visitsIn = (known: readonly StoredEvent[]): number =>
  activityIn(known).filter(({ at }, index, all) => {
    const before = all[index - 1];
    return before === undefined || at - before.at >= 30 * MINUTE_MS;
  }).length;

const wholeDays = (from: number | undefined, t: number): number | undefined =>
  from === undefined ? undefined : Math.floor((t - from) / DAY_MS);

export const daysSinceFirstVisit = (known: readonly StoredEvent[], t: number): number | undefined =>
  wholeDays(activityIn(known)[0]?.at, t);

export const daysSinceLastVisit = (known: readonly StoredEvent[], t: number): number | undefined =>
  wholeDays(activityIn(known).at(-1)?.at, t);
