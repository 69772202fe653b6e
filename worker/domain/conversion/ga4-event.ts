import { GA4_EVENT_AGE_MAX_MS } from "../../../schemas/limits-conversion.ts";
import type { Ga4 } from "../../../schemas/destination-conversions.ts";
import { textDigest } from "../profile/digest.ts";
import { amountOf } from "./amount.ts";
import { type Conversion, EVENT_TOO_OLD, orderIdOf, type Written } from "./conversion.ts";
import { present } from "./present.ts";

const CLIENT_PART = 2 ** 32;

/** A client id for somebody whose `_ga` cookie is not known: always the same one, in the form that GA4's own have. */
const derivedClientId = (profile: string): string =>
  `${textDigest(profile) % CLIENT_PART}.${textDigest(`ga ${profile}`) % CLIENT_PART}`;

const stateOf = (isGranted: boolean): string => (isGranted ? "GRANTED" : "DENIED");

const paramsOf = (conversion: Conversion, measurementId: string): object => {
  const { event, browser, currency } = conversion;
  const { tax, shipping, coupon, items } = event.fields;
  const session = browser.gaSessions[measurementId];
  return present({
    transaction_id: orderIdOf(event),
    ...amountOf(event, currency),
    tax,
    shipping,
    coupon,
    items,
    session_id: session,
    // Without it, reports of users leave the event out.
    engagement_time_msec: session === undefined ? null : 1,
  });
};

/**
 * Body of `POST /mp/collect`. GA4 has no event ids: it tells a purchase that gtag.js sent too by `transaction_id`.
 * Source: developers.google.com/analytics/devguides/collection/protocol/ga4/reference.
 */
export const ga4Event = (
  conversion: Conversion,
  { measurement_id }: Pick<Ga4, "measurement_id">,
  now: number,
): Written => {
  const { event, origin, browser, granted } = conversion;
  if (event.at < now - GA4_EVENT_AGE_MAX_MS) return EVENT_TOO_OLD;
  return {
    kind: "written",
    body: {
      client_id: browser.gaClientId ?? derivedClientId(origin),
      timestamp_micros: event.at * 1_000,
      consent: {
        ad_user_data: stateOf(granted.ad_user_data),
        ad_personalization: stateOf(granted.ad_personalization),
      },
      events: [{ name: event.type, params: paramsOf(conversion, measurement_id) }],
    },
  };
};
