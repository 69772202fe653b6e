import type { Traits } from "../../../worker/domain/audience/history.ts";

export const noConsent: Traits["consent"] = {
  analytics_storage: [],
  ad_storage: [],
  ad_user_data: [],
  ad_personalization: [],
  email_marketing: [],
  sms_marketing: [],
  push_marketing: [],
};

/** Of a visitor of whom nothing is known and who chose nothing. */
export const unknownTraits: Traits = {
  isContact: false,
  country: null,
  subdivision: null,
  language: null,
  device: null,
  accountDomain: null,
  consent: noConsent,
};
