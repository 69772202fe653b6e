import { isOfKind } from "../domain/audience/compiled-audience.ts";
import { explainAudience } from "../domain/audience/explain/explain.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { isBot } from "../domain/profile/bot-mark.ts";
import { subjectOf } from "../domain/profile/evaluated-subject.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf, isConsenting } from "../domain/profile/standings.ts";
import type { StandingExplanation } from "../domain/rpc.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";

/** Why a profile was, or was not, a member of an audience at `at`; null where there is no such audience. */
export const explainStanding = (
  profile: Profile,
  id: string,
  { rules, snapshot }: CompiledSite,
  at: number,
  now: number,
): StandingExplanation | null => {
  const audience = rules.audiences.byId.get(id);
  const stored = snapshot.audiences.find((candidate) => candidate.id === id);
  if (audience === undefined || stored === undefined) return null;
  const subject = subjectOf(profile, rules.ruleFor(profile.head.region, now));
  const explanation = explainAudience(rules.audiences, audience, stored.definition, subject, at);
  const eligible = {
    kind: isOfKind(audience, isContactId(profile.id)),
    consent: isConsenting(profile, consentOf(profile.head, rules, now)),
    person: !isBot(profile.head),
  };
  const outside =
    eligible.consent && eligible.person ? {} : { member: false, entered_at: null, next_flip_at: null };
  return { version: audience.version, eligible, ...explanation, ...outside };
};
