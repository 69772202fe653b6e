import type { Subject, Traits } from "../../../worker/domain/audience/history.ts";
import { ALWAYS } from "../../../worker/domain/audience/timeline.ts";
import type { BenchProfile } from "../population.ts";

const TRAITS: Traits = {
  isContact: false,
  country: "GB",
  subdivision: null,
  language: "en-gb",
  device: "desktop",
  accountDomain: null,
  consent: {
    analytics_storage: ALWAYS,
    ad_storage: ALWAYS,
    ad_user_data: ALWAYS,
    ad_personalization: ALWAYS,
    email_marketing: ALWAYS,
    sms_marketing: ALWAYS,
    push_marketing: ALWAYS,
  },
};

/** A visitor about whom nothing was forgotten. */
export const subjectOf = ({ log }: BenchProfile): Subject => ({
  history: { log, folded: {}, foldedUntil: null, firstSeenAt: log[0]?.at ?? 0, touches: [] },
  traits: TRAITS,
});
