import type { AudienceDefinition } from "../../schemas/audience.ts";
import type * as z from "zod";
import type { CampaignInput } from "../../schemas/campaign.ts";
import type { ConsentStamp } from "../../schemas/consent.ts";
import type { JourneyInput } from "../../schemas/journey.ts";
import type { EventInput } from "../../schemas/event.ts";
import { present } from "./clock.ts";

export type Definition = z.input<typeof AudienceDefinition>;

/** The four purposes of a visitor who agreed to everything but messages. */
export const EVERYTHING: ConsentStamp = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};
export const NOTHING: ConsentStamp = {
  analytics_storage: "denied",
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
};
export const ANALYTICS_ONLY: ConsentStamp = { ...NOTHING, analytics_storage: "granted" };

/** An event that happens now, with an id of its own. */
export const event = (type: string, fields: Partial<EventInput> = {}): EventInput => ({
  id: crypto.randomUUID(),
  type,
  at: present(),
  ...fields,
});

export const pageView = (path = "/"): EventInput =>
  event("page_view", { page: { url: `https://shop.example${path}` } });

export const addToCart = (fields: Partial<EventInput> = {}): EventInput =>
  event("add_to_cart", { currency: "EUR", value: 120, items: [{ item_id: "boots", price: 120 }], ...fields });

export const identify = (email: string, fields: Partial<EventInput> = {}): EventInput =>
  event("identify", { email, ...fields });

/** Left something in the cart an hour ago, and bought nothing for a month. */
export const CART_ABANDONERS: Definition = {
  v: 1,
  name: "Cart abandoners",
  of: "visitors",
  include: {
    and: [
      { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
      { not: { event: "purchase", within: "30d" } },
    ],
  },
};

export const KNOWN_CART_ABANDONERS: Definition = {
  ...CART_ABANDONERS,
  name: "Known cart abandoners",
  of: "contacts",
};

/** Saw any page in a week. */
export const VIEWERS: Definition = {
  v: 1,
  name: "Viewers",
  of: "visitors",
  include: { event: "page_view", within: "7d" },
};

/** For the audience `viewers`, with nothing said that has a default. */
export const CAMPAIGN: CampaignInput = {
  name: "Boots, come back",
  audience: "viewers",
  placements: ["home-hero"],
  status: "live",
  creatives: [
    { id: "a", content: { kind: "text", headline: "Still thinking?", href: "https://shop.example/boots" } },
  ],
};

/** For a site with a channel `email`, with nothing said that has a default. */
export const JOURNEY: JourneyInput = {
  name: "Welcome",
  status: "live",
  enter: { event: "sign_up" },
  steps: [{ wait: "1h" }, { id: "hello", send: { channel: "email", subject: "Hello", text: "Hello" } }],
};

/** Ids of events in an order that does not depend on time. */
export const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id).toSorted();
