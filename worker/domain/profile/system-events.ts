import { gate, type IndexedEvent } from "../consent/gate.ts";
import type { StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { type Applied, evaluated, unchanged } from "./applied.ts";
import { foldEvents } from "./fold.ts";
import type { Profile } from "./profile.ts";
import { consentOf } from "./standings.ts";
import { followHistory } from "./warm-evaluation.ts";

/** What the system did, taken into a profile's history as far as consent lets us keep one. Repeats change nothing. */
export interface SystemEventsApplied extends Applied {
  /** Those that were new, and are kept. */
  readonly accepted: readonly StoredEvent[];
}

/** Rules can name what the system did; it says nothing of when the contact was there. */
export const applySystemEvents = (
  profile: Profile,
  events: readonly StoredEvent[],
  rules: SiteRules,
  now: number,
): SystemEventsApplied => {
  const indexed = events.map((event, index): IndexedEvent => ({ index, event }));
  const gated = gate(indexed, consentOf(profile.head, rules, now));
  const { history, accepted } = foldEvents(profile.history, gated.events);
  if (accepted.length === 0) return { ...unchanged(profile), accepted };
  const after = { ...profile, history };
  followHistory(profile, after, accepted);
  const types = new Set(accepted.map(({ type }) => type));
  const audiences = [...types].flatMap((type) => rules.audiences.reachOf(type).audiences);
  return { ...evaluated(after, rules, { audiences, isLive: true }, now), accepted };
};
