import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS } from "../profile-state.ts";
import { NO_BROWSER } from "./browser-facts.ts";
import type { Conversion } from "./conversion.ts";

export interface Trial {
  readonly id: string;
  /** Hash of an address that is nobody's. */
  readonly address: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly currency: string;
}

/** A purchase that nobody made, to see what a platform says to it. */
export const trialConversion = ({ id, address, now, currency }: Trial): Conversion => ({
  event: {
    id,
    type: "purchase",
    at: now,
    n: 0,
    digest: 0,
    collectedFor: COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS,
    fields: { transaction_id: id, value: 1, currency, items: [{ item_id: "test", price: 1, quantity: 1 }] },
  },
  origin: id,
  emails: [address],
  phones: [],
  externalId: address,
  clickIds: {},
  browser: NO_BROWSER,
  granted: {
    analytics_storage: true,
    ad_storage: true,
    ad_user_data: true,
    ad_personalization: true,
    email_marketing: false,
    sms_marketing: false,
    push_marketing: false,
  },
  region: { country: null, subdivision: null },
  currency,
});
