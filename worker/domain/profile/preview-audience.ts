import { DAY_MS } from "../../../schemas/limits.ts";
import type { AudienceSet } from "../audience/audience-set.ts";
import type { CompiledAudience } from "../audience/compiled-audience.ts";
import { Evaluation } from "../audience/evaluation.ts";
import type { SiteRules } from "../site-rules.ts";
import { subjectOf } from "./evaluated-subject.ts";
import type { Profile } from "./profile.ts";
import { consentOf, isEligible } from "./standings.ts";

/** How far back entries and exits are counted. */
const PREVIEW_SPAN_MS = 30 * DAY_MS;

/** An audience that is not saved, compiled with those that are. */
export interface PreviewedAudience {
  readonly set: AudienceSet;
  readonly audience: CompiledAudience;
  /** Saved audiences to compare it with. */
  readonly others: readonly CompiledAudience[];
}

/** What an audience would say of one profile. */
export interface PreviewedProfile {
  readonly member: boolean;
  /** In the days up to now. */
  readonly entries: number;
  readonly exits: number;
  /** Ids of the other audiences that a member is in as well. */
  readonly shared: readonly string[];
}

const NOTHING: PreviewedProfile = { member: false, entries: 0, exits: 0, shared: [] };

export const previewProfile = (
  { set, audience, others }: PreviewedAudience,
  profile: Profile,
  rules: SiteRules,
  now: number,
): PreviewedProfile => {
  if (!isEligible(profile, consentOf(profile.head, rules, now))) return NOTHING;
  const evaluation = new Evaluation(set, subjectOf(profile, rules.ruleFor(profile.head.region, now)));
  const isRecent = (at: number) => at > now - PREVIEW_SPAN_MS && at <= now;
  const intervals = evaluation.intervalsOf(audience);
  const member = intervals.some(([from, to]) => from <= now && now < to);
  return {
    member,
    entries: intervals.filter(([from]) => isRecent(from)).length,
    exits: intervals.filter(([, to]) => isRecent(to)).length,
    shared: member
      ? others.filter((other) => evaluation.membershipOf(other, now).member).map(({ id }) => id)
      : [],
  };
};
