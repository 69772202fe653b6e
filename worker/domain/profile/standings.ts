import type { CompiledAudience } from "../audience/compile.ts";
import { evaluateMembership } from "../audience/evaluate.ts";
import { effectiveConsent, type Granted, mayLeaveForAds } from "../consent/effective.ts";
import { isContactId } from "../identity/profile-id.ts";
import { COLLECTED_FOR_ADS, type StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import type { Head, History, Profile, Standing } from "./profile.ts";

/** Why a membership ended. */
export type ExitReason = "left" | "expired" | "consent_withdrawn" | "identified" | "deleted";

/** One entry or exit. */
export interface MembershipChange {
  readonly audience: string;
  readonly version: number;
  readonly op: "enter" | "exit";
  readonly at: number;
  readonly reason: ExitReason | null;
}

/** What each purpose comes to for a profile at `now`. */
export const consentOf = (head: Head, rules: SiteRules, now: number): Granted =>
  effectiveConsent(rules.ruleFor(head.region, now), head.choices, head.gpc);

/** Visitors are retargeted, which needs `ad_storage`; contacts are written to, which each channel's purpose guards. */
const isEligible = (audience: CompiledAudience, isContact: boolean, granted: Granted): boolean => {
  if (audience.of !== "all" && (audience.of === "contacts") !== isContact) return false;
  return isContact || granted.ad_storage;
};

const isForAds = (event: StoredEvent): boolean => (event.collectedFor & COLLECTED_FOR_ADS) !== 0;

/** Events an audience may use: for retargeting only those that were collected for ads. */
const usableHistory = (history: History, isContact: boolean): History => {
  const folded = Object.entries(history.folded);
  const isAllForAds =
    history.log.every(isForAds) && folded.every(([, { count, countForAds }]) => count === countForAds);
  if (isContact || isAllForAds) return history;
  const usable = folded.flatMap(([type, counts]) =>
    counts.countForAds === 0 ? [] : [[type, { ...counts, count: counts.countForAds }] as const],
  );
  return { ...history, log: history.log.filter(isForAds), folded: Object.fromEntries(usable) };
};

const NON_MEMBER: Omit<Standing, "version"> = { enteredAt: null, nextFlipAt: null, truncated: false };

export const isMember = (standing: Standing | undefined): boolean =>
  standing !== undefined && standing.enteredAt !== null;

/** How the profile stands with one audience at `now`, from its history alone. */
export const standingOf = (
  audience: CompiledAudience,
  profile: Profile,
  granted: Granted,
  now: number,
): Standing => {
  const isContact = isContactId(profile.id);
  const { version } = audience;
  if (!isEligible(audience, isContact, granted)) return { version, ...NON_MEMBER };
  const { log, folded, foldedUntil } = usableHistory(profile.history, isContact);
  const { firstSeenAt } = profile.head;
  const membership = evaluateMembership(audience, { log, folded, foldedUntil, firstSeenAt }, now);
  const { enteredAt, nextFlipAt, truncated } = membership;
  return { version, enteredAt: membership.member ? (enteredAt ?? firstSeenAt) : null, nextFlipAt, truncated };
};

/** What evaluating a profile's audiences came to. */
export interface Evaluation {
  readonly standings: Head["standings"];
  readonly isExportable: boolean;
  /** Entries and exits. */
  readonly changes: readonly MembershipChange[];
  /** Entries and exits of members that may leave for ad platforms: what exports tell. */
  readonly feed: readonly MembershipChange[];
}

/** Which audiences to evaluate again: all, or those a predicate names. */
export type Touched = "all" | ((audience: CompiledAudience) => boolean);

/** By own name only: an audience may be called `constructor`. */
export const standingIn = (standings: Head["standings"], audience: string): Standing | undefined =>
  Object.hasOwn(standings, audience) ? standings[audience] : undefined;

const isDue = (standing: Standing | undefined, now: number): boolean =>
  standing !== undefined && standing.nextFlipAt !== null && standing.nextFlipAt <= now;

/** A standing that says "no, for ever, for sure" is what a missing one means. */
const isWorthKeeping = (standing: Standing): boolean =>
  isMember(standing) || standing.nextFlipAt !== null || standing.truncated;

/** Evaluates the touched audiences and those whose answer was due to change. */
const evaluateTouched = (
  profile: Profile,
  rules: SiteRules,
  touched: Touched,
  granted: Granted,
  now: number,
): Record<string, Standing> => {
  const standings: Record<string, Standing> = {};
  for (const audience of rules.audiences) {
    const before = standingIn(profile.head.standings, audience.id);
    const mustEvaluate = touched === "all" || isDue(before, now) || touched(audience);
    const after = mustEvaluate ? standingOf(audience, profile, granted, now) : before;
    if (after !== undefined && isWorthKeeping(after)) standings[audience.id] = after;
  }
  return standings;
};

/** Transitions between two sets of standings, counting only members of which `counts` is true. */
const transitions = (
  before: Head["standings"],
  countedBefore: boolean,
  after: Head["standings"],
  countsAfter: boolean,
  reasonOf: (audience: string, standing: Standing) => ExitReason,
  now: number,
): MembershipChange[] => {
  const changes: MembershipChange[] = [];
  for (const audience of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = standingIn(before, audience);
    const is = standingIn(after, audience);
    const wasIn = countedBefore && was !== undefined && isMember(was);
    const isIn = countsAfter && is !== undefined && isMember(is);
    if (isIn && !wasIn) {
      const at = isMember(was) ? now : (is.enteredAt ?? now);
      changes.push({ audience, version: is.version, op: "enter", at, reason: null });
    } else if (wasIn && !isIn) {
      changes.push({ audience, version: was.version, op: "exit", at: now, reason: reasonOf(audience, was) });
    }
  }
  return changes;
};

/** Evaluates what may have changed, and tells who came and who went. */
export const evaluateStandings = (
  profile: Profile,
  rules: SiteRules,
  touched: Touched,
  now: number,
): Evaluation => {
  const { head } = profile;
  const granted = consentOf(head, rules, now);
  const isExportable = mayLeaveForAds(granted);
  const isAllowed = isContactId(profile.id) || granted.ad_storage;
  const standings = evaluateTouched(profile, rules, touched, granted, now);
  const existing = new Set(rules.audiences.map((audience) => audience.id));
  const reasonOf = (audience: string, standing: Standing): ExitReason => {
    if (!existing.has(audience)) return "deleted";
    if (!isAllowed || (head.isExportable && !isExportable)) return "consent_withdrawn";
    return isDue(standing, now) ? "expired" : "left";
  };
  const changes = transitions(head.standings, true, standings, true, reasonOf, now);
  const feed =
    isExportable && head.isExportable
      ? changes
      : transitions(head.standings, head.isExportable, standings, isExportable, reasonOf, now);
  return { standings, isExportable, changes, feed };
};
