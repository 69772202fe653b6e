import type { CompiledAudience } from "../audience/compiled-audience.ts";
import { effectiveConsent, type Granted, mayLeaveForAds } from "../consent/effective.ts";
import { isContactId } from "../identity/profile-id.ts";
import type { SiteRules } from "../site-rules.ts";
import { isBot } from "./bot-mark.ts";
import {
  type ExitReason,
  isMember,
  type MembershipChange,
  membershipChanges,
  type Side,
} from "./membership-changes.ts";
import type { Head, Profile, Standing } from "./profile.ts";
import { evaluationOf } from "./warm-evaluation.ts";

/** What each purpose comes to for a profile at `now`. */
export const consentOf = (head: Head, rules: SiteRules, now: number): Granted =>
  effectiveConsent(rules.ruleFor(head.region, now), head.choices, head.gpc);

const NON_MEMBER: Omit<Standing, "version"> = { enteredAt: null, nextFlipAt: null, truncated: false };

/** Visitors are retargeted, which needs `ad_storage`; contacts are written to, which each channel's purpose guards. */
export const isConsenting = ({ id }: Profile, granted: Granted): boolean =>
  isContactId(id) || granted.ad_storage;

/** Whether a profile can be in any audience. */
export const isEligible = (profile: Profile, granted: Granted): boolean =>
  !isBot(profile.head) && isConsenting(profile, granted);

/** How the profile stands with one audience at `now`, from its history alone. */
export const standingOf = (
  audience: CompiledAudience,
  profile: Profile,
  rules: SiteRules,
  granted: Granted,
  now: number,
): Standing => {
  const { version } = audience;
  if (!isEligible(profile, granted)) return { version, ...NON_MEMBER };
  const { enteredAt, nextFlipAt, truncated } = evaluationOf(profile, rules, now).membershipOf(audience, now);
  return { version, enteredAt, nextFlipAt, truncated };
};

/** What evaluating a profile's audiences came to. */
export interface EvaluatedStandings {
  readonly standings: Head["standings"];
  readonly isExportable: boolean;
  /** Entries and exits. */
  readonly changes: readonly MembershipChange[];
  /** Entries and exits of members that may leave for ad platforms: what exports tell. */
  readonly feed: readonly MembershipChange[];
}

/** Which audiences to evaluate again, and why. */
export interface Touched {
  readonly audiences: readonly CompiledAudience[];
  /**
   * Something happened, or time passed: audiences whose answer is due to change are evaluated too. False where only a
   * definition or rule was changed.
   */
  readonly isLive: boolean;
  /** Types of the events that happened: whoever leaves by one of an audience's goals has converted. */
  readonly happened?: readonly string[];
}

export const isDue = (standing: Standing | undefined, now: number): boolean =>
  standing !== undefined && standing.nextFlipAt !== null && standing.nextFlipAt <= now;

/** A standing that says "no, for ever, for sure" is what a missing one means. */
const isWorthKeeping = (standing: Standing): boolean =>
  isMember(standing) || standing.nextFlipAt !== null || standing.truncated;

const toEvaluate = (
  { standings }: Head,
  { audiences }: SiteRules,
  touched: Touched,
  now: number,
): ReadonlySet<CompiledAudience> => {
  const chosen = new Set(touched.audiences);
  if (!touched.isLive) return chosen;
  for (const [id, standing] of Object.entries(standings)) {
    const audience = isDue(standing, now) ? audiences.byId.get(id) : undefined;
    if (audience !== undefined) chosen.add(audience);
  }
  return chosen;
};

const evaluate = (
  profile: Profile,
  rules: SiteRules,
  touched: Touched,
  granted: Granted,
  now: number,
): Head["standings"] => {
  const before = profile.head.standings;
  const kept = Object.entries(before).filter(([id]) => rules.audiences.byId.has(id));
  const standings: Record<string, Standing> = Object.fromEntries(kept);
  for (const audience of toEvaluate(profile.head, rules, touched, now)) {
    const standing = standingOf(audience, profile, rules, granted, now);
    if (isWorthKeeping(standing)) standings[audience.id] = standing;
    else delete standings[audience.id];
  }
  return standings;
};

const side = (standings: Head["standings"], counts: boolean): Side => ({ standings, counts });

/** Evaluates what may have changed, and tells who came and who went. */
export const evaluateStandings = (
  profile: Profile,
  rules: SiteRules,
  touched: Touched,
  now: number,
): EvaluatedStandings => {
  const { head } = profile;
  const granted = consentOf(head, rules, now);
  const isExportable = mayLeaveForAds(granted);
  const standings = evaluate(profile, rules, touched, granted, now);
  const reasonOf = (audience: string, standing: Standing): ExitReason => {
    if (!rules.audiences.byId.has(audience)) return "deleted";
    if (isBot(head)) return "flagged";
    if (!isEligible(profile, granted) || (head.isExportable && !isExportable)) return "consent_withdrawn";
    if (isDue(standing, now)) return "expired";
    const goals = rules.goalsOf(audience);
    return touched.happened?.some((type) => goals.has(type)) === true ? "converted" : "left";
  };
  const context = { reasonOf, isLive: touched.isLive, now };
  const changes = membershipChanges(side(head.standings, true), side(standings, true), context);
  const feed =
    isExportable && head.isExportable
      ? changes
      : membershipChanges(side(head.standings, head.isExportable), side(standings, isExportable), context);
  return { standings, isExportable, changes, feed };
};
