import type { Rule } from "../../../schemas/audience.ts";
import { Evaluation } from "../audience/evaluation.ts";
import { subjectOf } from "../profile/evaluated-subject.ts";
import type { Profile } from "../profile/profile.ts";
import type { SiteRules } from "../site-rules.ts";

/** Whether a rule of a journey holds for a contact at `now`. */
export const ruleHolds = (rule: Rule, profile: Profile, rules: SiteRules, now: number): boolean => {
  const read = rules.readRule(rule);
  if (read === null) return false;
  const subject = subjectOf(profile, rules.ruleFor(profile.head.region, now));
  return new Evaluation(read.set, subject).membershipOf(read.audience, now).member;
};
