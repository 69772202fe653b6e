import type { Purpose, RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import type { AudienceSet } from "../audience/audience-set.ts";
import { Evaluation } from "../audience/evaluation.ts";
import { PURPOSES } from "../consent/choices.ts";
import { effectiveConsent, type Granted, mayLeaveForAds } from "../consent/effective.ts";
import type { RuleFinder } from "../consent/region-rule.ts";
import type { Change, RulesImpact } from "../rules-preview.ts";
import { DAY_MS } from "../../../schemas/limits.ts";
import { subjectOf } from "./evaluated-subject.ts";
import type { Profile } from "./profile.ts";
import { oldestIn } from "./retention.ts";
import { isEligible } from "./standings.ts";

/** Rules that are not saved beside those in force, compared at one moment. */
export interface PreviewedRules {
  readonly audiences: AudienceSet;
  readonly inForce: RuleFinder;
  readonly proposed: RuleFinder;
  /** Subdivisions that rules of either side name; profiles of others are counted with their country. */
  readonly named: ReadonlySet<string>;
  readonly at: number;
}

const NO_CHANGE: Change = { begin: 0, end: 0 };

export const noImpact = (): RulesImpact => ({
  profiles: 0,
  changed: 0,
  purposes: {},
  memberships: NO_CHANGE,
  exports: NO_CHANGE,
  trimmed: 0,
});

/** Under which name a profile's region is counted. */
export const impactRegion = ({ country, subdivision }: RequestRegion, named: ReadonlySet<string>): string => {
  if (country === null) return "unknown";
  const place = `${country}-${subdivision ?? ""}`;
  return named.has(place) ? place : country;
};

const changeOf = (before: boolean, after: boolean): Change => ({
  begin: Number(!before && after),
  end: Number(before && !after),
});

const isSame = (a: Granted, b: Granted): boolean => PURPOSES.every((purpose) => a[purpose] === b[purpose]);

/** Ids of the audiences that a profile is in under a rule. */
const membershipsUnder = (
  profile: Profile,
  rule: RegionRule,
  granted: Granted,
  { audiences, at }: PreviewedRules,
): ReadonlySet<string> => {
  if (!isEligible(profile, granted)) return new Set();
  const evaluation = new Evaluation(audiences, subjectOf(profile, rule));
  const members = audiences.audiences.filter((audience) => evaluation.membershipOf(audience, at).member);
  return new Set(members.map(({ id }) => id));
};

const membershipChange = (
  profile: Profile,
  [before, after]: readonly [RegionRule, RegionRule],
  [grantedBefore, grantedAfter]: readonly [Granted, Granted],
  previewed: PreviewedRules,
): Change => {
  const { gpc } = profile.head;
  const isSameUnset = isSame(effectiveConsent(before, {}, gpc), effectiveConsent(after, {}, gpc));
  if (isSameUnset && isSame(grantedBefore, grantedAfter)) return NO_CHANGE;
  const was = membershipsUnder(profile, before, grantedBefore, previewed);
  const is = membershipsUnder(profile, after, grantedAfter, previewed);
  return {
    begin: [...is].filter((id) => !was.has(id)).length,
    end: [...was].filter((id) => !is.has(id)).length,
  };
};

/** What other rules would change for one profile. */
export const rulesImpact = (profile: Profile, previewed: PreviewedRules): RulesImpact => {
  const { head, history } = profile;
  const { inForce, proposed, at } = previewed;
  const rules = [inForce(head.region, at), proposed(head.region, at)] as const;
  const granted = [
    effectiveConsent(rules[0], head.choices, head.gpc),
    effectiveConsent(rules[1], head.choices, head.gpc),
  ] as const;
  const purposes = PURPOSES.filter((purpose) => granted[0][purpose] !== granted[1][purpose]).map(
    (purpose): [Purpose, Change] => [purpose, changeOf(granted[0][purpose], granted[1][purpose])],
  );
  const mayLeave = (side: Granted) => mayLeaveForAds(side) && isEligible(profile, side);
  const memberships = membershipChange(profile, rules, granted, previewed);
  const isTrimmedUnder = (rule: RegionRule) => oldestIn(history) < at - rule.retention_days * DAY_MS;
  return {
    profiles: 1,
    changed: Number(purposes.length > 0 || memberships.begin + memberships.end > 0),
    purposes: Object.fromEntries(purposes),
    memberships,
    exports: changeOf(mayLeave(granted[0]), mayLeave(granted[1])),
    trimmed: Number(isTrimmedUnder(rules[1]) && !isTrimmedUnder(rules[0])),
  };
};

const sumChange = (a: Change, b: Change): Change => ({ begin: a.begin + b.begin, end: a.end + b.end });

export const sumImpact = (a: RulesImpact, b: RulesImpact): RulesImpact => {
  const named = PURPOSES.filter((purpose) => a.purposes[purpose] ?? b.purposes[purpose]);
  const purposes = named.map((purpose): [Purpose, Change] => [
    purpose,
    sumChange(a.purposes[purpose] ?? NO_CHANGE, b.purposes[purpose] ?? NO_CHANGE),
  ]);
  return {
    profiles: a.profiles + b.profiles,
    changed: a.changed + b.changed,
    purposes: Object.fromEntries(purposes),
    memberships: sumChange(a.memberships, b.memberships),
    exports: sumChange(a.exports, b.exports),
    trimmed: a.trimmed + b.trimmed,
  };
};
