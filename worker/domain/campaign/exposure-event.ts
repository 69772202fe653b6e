import { textDigest } from "../profile/digest.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS, type StoredEvent } from "../profile-state.ts";
import type { Exposure } from "./exposure.ts";

const TYPES = { viewable: "ad_view", clicked: "ad_click" } as const;
/** What of an exposure is an event too. */
export type TellingState = keyof typeof TYPES;

/** That a creative was seen or clicked, by GA4's names of promotions. The id makes a repeat a repeat. */
export const exposureEvent = (
  { id, campaign, creative, placement }: Exposure,
  state: TellingState,
  at: number,
): StoredEvent => {
  const type = TYPES[state];
  const eventId = `${id}-${type}`;
  return {
    id: eventId,
    type,
    at,
    n: 0,
    digest: textDigest(eventId) % 4_294_967_296,
    collectedFor: COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS,
    fields: { promotion_id: campaign, creative_name: creative, creative_slot: placement },
  };
};
