import type { CompiledAudience, CompiledExclusion } from "./compile.ts";
import { beginningOf, type History } from "./history.ts";
import { opposite, type Reading, ruleTimeline } from "./rule-timeline.ts";
import {
  everSince,
  heldSince,
  holdsAt,
  intersect,
  intervalsOf,
  nextFlipAfter,
  prolong,
  span,
  subtract,
  type Timeline,
} from "./timeline.ts";

/** What an audience says of one profile at one moment. Times are epoch milliseconds. */
export interface Membership {
  readonly member: boolean;
  /** Start of the present membership, not before the profile was first seen; null while it is no member. */
  readonly enteredAt: number | null;
  /** The next time at which `member` changes without a further event; null for never. */
  readonly nextFlipAt: number | null;
  /** Whether events that were folded away could have changed `member` or `nextFlipAt`. */
  readonly truncated: boolean;
}

/** When a member is out, whatever includes it. */
const exclusionTimeline = (
  { rule, isPermanent }: CompiledExclusion,
  history: History,
  life: Timeline,
  reading: Reading,
): Timeline => {
  const held = intersect(ruleTimeline(rule, history, reading), life);
  return isPermanent ? everSince(held) : held;
};

/**
 * Membership over the whole life of a profile. Rules are read within that life only: what holds of a profile without any event
 * ("bought at most twice") neither qualifies nor excludes it before it began.
 */
const membershipTimeline = (audience: CompiledAudience, history: History, reading: Reading): Timeline => {
  const life = span(beginningOf(history), Infinity);
  const held = intersect(ruleTimeline(audience.include, history, reading), life);
  let members = prolong(held, audience.stickyMs);
  for (const exclusion of audience.exclusions) {
    if (members.length === 0) break;
    members = subtract(members, exclusionTimeline(exclusion, history, life, opposite(reading)));
  }
  return members;
};

const readsFolded = ({ anyEvent, eventNames }: CompiledAudience, { folded, foldedUntil }: History): boolean =>
  foldedUntil !== null && Object.keys(folded).some((type) => anyEvent || eventNames.has(type));

const isTruncated = (audience: CompiledAudience, history: History, now: number): boolean => {
  if (!readsFolded(audience, history)) return false;
  const least = membershipTimeline(audience, history, "least");
  const most = membershipTimeline(audience, history, "most");
  return holdsAt(least, now) !== holdsAt(most, now) || nextFlipAfter(least, now) !== nextFlipAfter(most, now);
};

/** Whether a profile is a member at `now`, since when, and until when if nothing else happens. */
export const evaluateMembership = (audience: CompiledAudience, history: History, now: number): Membership => {
  const members = membershipTimeline(audience, history, "known");
  const since = heldSince(members, now);
  return {
    member: since !== null,
    enteredAt: since === null ? null : Math.max(since, history.firstSeenAt),
    nextFlipAt: nextFlipAfter(members, now),
    truncated: isTruncated(audience, history, now),
  };
};

/** Every stretch `[from, to)` of membership, past and to come if nothing else happens; the last may end at Infinity. */
export const membershipIntervals = (
  audience: CompiledAudience,
  history: History,
): readonly (readonly [from: number, to: number])[] =>
  intervalsOf(membershipTimeline(audience, history, "known"));
