import type { Victim } from "./victim.ts";

export const SHOP_ORIGIN = "https://shop.example";
export const PLACEMENT = "hero";
export const CAP = 3;

const GRANTED = "granted";
export const CONSENT = {
  analytics_storage: GRANTED,
  ad_storage: GRANTED,
  ad_user_data: GRANTED,
  ad_personalization: GRANTED,
} as const;

/** What a client says of itself as it walks through the shop. */
export interface Deed {
  readonly id: string;
  readonly type: "page_view" | "view_item" | "add_to_cart" | "purchase";
  readonly at: number;
  readonly value: number;
}

/** Audiences, each with the same thing said in plain code, so that what the product finds can be counted by hand. */
export const AUDIENCES: Readonly<
  Record<string, { definition: object; holds: (deeds: readonly Deed[]) => boolean }>
> = {
  viewers: {
    definition: { v: 1, name: "Viewers", of: "visitors", include: { event: "page_view", within: "30d" } },
    holds: (deeds) => deeds.some(({ type }) => type === "page_view"),
  },
  "cart-without-order": {
    definition: {
      v: 1,
      name: "Cart without order",
      of: "visitors",
      include: {
        and: [
          { event: "add_to_cart", count: { gte: 2 }, within: "30d" },
          { not: { event: "purchase", within: "30d" } },
        ],
      },
    },
    holds: (deeds) =>
      deeds.filter(({ type }) => type === "add_to_cart").length >= 2 &&
      !deeds.some(({ type }) => type === "purchase"),
  },
  "big-spenders": {
    definition: {
      v: 1,
      name: "Big spenders",
      of: "visitors",
      include: { event: "purchase", sum: { prop: "value", gte: 300 }, within: "30d" },
    },
    holds: (deeds) =>
      deeds.filter(({ type }) => type === "purchase").reduce((sum, { value }) => sum + value, 0) >= 300,
  },
};

export const SHOP_SETTINGS = {
  name: "Torture",
  origins: [SHOP_ORIGIN],
  // Few visitors do here what many would.
  guards: { address_events_per_minute: null, profile_events_per_minute: null, bots: "ignore" },
  timezone: "Europe/Berlin",
  currency: "EUR",
};

/** A shop with audiences, and one creative that nobody may see more than `CAP` times. */
export const openShop = async (victim: Victim): Promise<void> => {
  await victim.must("PUT", "", SHOP_SETTINGS);
  for (const [id, { definition }] of Object.entries(AUDIENCES)) {
    await victim.must("PUT", `/audiences/${id}`, definition);
  }
  await victim.must("PUT", "/campaigns/boots", {
    name: "Boots",
    audience: "viewers",
    placements: [PLACEMENT],
    status: "live",
    caps: [{ scope: "campaign", limit: CAP, per: "1d" }],
    creatives: [{ id: "a", content: { kind: "text", headline: "Still?", href: `${SHOP_ORIGIN}/boots` } }],
  });
};
