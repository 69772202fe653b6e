import { CONSENT_PROOF_MS, DAY_MS } from "../../../schemas/limits.ts";
import { oldestExposure, trimLedger } from "../campaign/ledger.ts";
import type { SiteRules } from "../site-rules.ts";
import { afterEarlier, type Applied, reevaluateAll } from "./applied.ts";
import { catchUp } from "./catch-up.ts";
import { departures } from "./depart.ts";
import { withoutTraits } from "./known-traits.ts";
import { later } from "./later.ts";
import type { MembershipChange } from "./membership-changes.ts";
import type { FoldedCounts, Head, History, Profile } from "./profile.ts";

/** How long the region's rule lets a profile keep what was collected, milliseconds. */
export const retentionOf = (head: Head, { ruleFor }: SiteRules, now: number): number =>
  ruleFor(head.region, now).retention_days * DAY_MS;

/** Time of the oldest thing that a history still knows of; Infinity where it knows nothing. */
export const oldestIn = ({ log, folded, touches, ledger }: History): number =>
  Math.min(
    log[0]?.at ?? Infinity,
    touches[0]?.at ?? Infinity,
    oldestExposure(ledger),
    ...Object.values(folded).map(({ firstAt }) => firstAt),
  );

/**
 * Counters name the times of two events only. Those whose last one is too old go; of those whose first one is, that one
 * goes, and the rest counts as if it had all happened at the last: the count is an upper bound from then on.
 */
const trimFolded = (folded: History["folded"], before: number): History["folded"] => {
  const kept = Object.entries(folded).flatMap(([type, counts]): [string, FoldedCounts][] => {
    const { firstAt, lastAt } = counts;
    if (lastAt < before) return [];
    if (firstAt >= before) return [[type, counts]];
    // Of events that a withdrawal took both times are left: the one that is counted may be the last.
    const count = Math.max(1, counts.count - 1);
    const countForAds = Math.min(counts.countForAds, count);
    return [[type, { count, countForAds, firstAt: lastAt, lastAt }]];
  });
  return Object.fromEntries(kept);
};

/** A history without what happened before a time; the same one where nothing did. */
export const trimHistory = (history: History, before: number): History => {
  if (oldestIn(history) >= before) return history;
  const firstKept = history.log.findIndex(({ at }) => at >= before);
  const log = firstKept < 0 ? [] : history.log.slice(firstKept);
  const folded = trimFolded(history.folded, before);
  const isUnfolded = Object.keys(folded).length === 0;
  const newestGone = history.log[history.log.length - log.length - 1]?.at ?? null;
  const foldedGone = isUnfolded ? history.foldedUntil : null;
  return {
    ...history,
    log,
    folded,
    foldedUntil: isUnfolded ? null : history.foldedUntil,
    seen: isUnfolded ? [] : history.seen,
    // What is gone must not come back by a repeat or an import, now that its ids are gone too.
    forgottenUntil: later(history.forgottenUntil, later(newestGone, foldedGone)),
    touches: history.touches.filter(({ at }) => at >= before),
    ledger: trimLedger(history.ledger, before),
  };
};

/** Whether nothing of a profile can be too old yet: most profiles of a shop are, and their histories need not be read. */
export const isYoung = (head: Head, rules: SiteRules, now: number): boolean =>
  head.firstSeenAt >= now - retentionOf(head, rules, now);

const newestChoiceAt = ({ choices }: Head): number | null => {
  const times = Object.values(choices).map(({ at }) => at);
  return times.length === 0 ? null : Math.max(...times);
};

/** Whether a profile is kept for the choices it holds, once its history is gone. */
export const holdsChoices = (head: Head): boolean => newestChoiceAt(head) !== null;

/** When a profile without a history goes: choices are proof, and are kept for longer than what they were about. */
export const keptUntil = (head: Head, retentionMs: number): number => {
  const chosenAt = newestChoiceAt(head);
  return Math.max(head.lastSeenAt, chosenAt === null ? 0 : chosenAt + CONSENT_PROOF_MS) + retentionMs;
};

/** Nothing is announced of a rule that now holds because events are gone, but whoever left must be let go everywhere. */
const announceExits = (change: MembershipChange): MembershipChange =>
  change.op === "enter" ? change : { ...change, isLive: true, reason: "expired" };

/** What became of a profile that had something too old. */
export interface Expired {
  readonly kind: "trimmed" | "removed";
  readonly applied: Applied;
}

/**
 * Takes from a profile what is older than its region's rule allows, after everything that was due until now has happened,
 * and evaluates what is left. Null where nothing is too old.
 */
export const expire = (profile: Profile, rules: SiteRules, now: number): Expired | null => {
  const retentionMs = retentionOf(profile.head, rules, now);
  const history = trimHistory(profile.history, now - retentionMs);
  const isEmpty = oldestIn(history) === Infinity;
  const isOver = isEmpty && keptUntil(profile.head, retentionMs) < now;
  if (!isOver && history === profile.history) return null;
  const earlier = catchUp(profile, rules, now);
  const current = earlier.profile ?? profile;
  if (isOver) {
    const changes = departures(current, now, "expired");
    const feed = current.head.isExportable ? changes : [];
    const gone = { profile: null, isChanged: true, changes, feed, consent: null, orders: [] };
    return { kind: "removed", applied: afterEarlier(earlier, gone) };
  }
  const head = isEmpty ? withoutTraits(current.id, current.head) : current.head;
  const after = reevaluateAll({ ...current, head, history }, rules, false, now);
  const told = { ...after, changes: after.changes.map(announceExits), feed: after.feed.map(announceExits) };
  return { kind: "trimmed", applied: afterEarlier(earlier, told) };
};
