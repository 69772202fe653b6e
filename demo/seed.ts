import type { AudienceDefinition, Rule } from "../schemas/audience.ts";
import { CONSENT_SETTINGS_DEFAULT, type MessagingSettings, type SiteConfiguration } from "../schemas/site.ts";

/** The part of `fetch` that seeding needs, so that Node, a Worker and a test can each bring their own. */
export type FetchLike = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string },
) => Promise<{ ok: boolean; status: number; text(): Promise<string> }>;

type AudienceSeed = Omit<AudienceDefinition, "exclude" | "membership">;
type SiteSeed = Pick<
  SiteConfiguration,
  "name" | "origins" | "timezone" | "currency" | "consent" | "messaging"
>;

export const DEMO_SITE = "demo";

/** A cart left for an hour, by somebody who did not buy this month either. */
const cartAbandoned: Rule = {
  and: [
    { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
    { not: { event: "purchase", within: "30d" } },
  ],
};

export const DEMO_AUDIENCES: Readonly<Record<string, AudienceSeed>> = {
  "all-visitors": {
    v: 1,
    name: "All visitors",
    of: "visitors",
    include: { event: "page_view", within: "30d" },
  },
  "product-viewers": {
    v: 1,
    name: "Product viewers",
    of: "visitors",
    include: { event: "view_item", count: { gte: 3 }, within: "7d" },
  },
  "boots-lovers": {
    v: 1,
    name: "Boots lovers",
    of: "visitors",
    include: {
      event: "view_item",
      where: [{ prop: "item.item_category", op: "eq", value: "boots" }],
      count: { gte: 2 },
      within: "30d",
    },
  },
  "cart-abandoners": { v: 1, name: "Cart abandoners", of: "visitors", include: cartAbandoned },
  "known-cart-abandoners": { v: 1, name: "Known cart abandoners", of: "contacts", include: cartAbandoned },
  "newsletter-without-order": {
    v: 1,
    name: "Newsletter, no order yet",
    of: "contacts",
    include: { and: [{ event: "identify" }, { not: { event: "purchase", within: "90d" } }] },
  },
  "past-buyers": { v: 1, name: "Past buyers", of: "all", include: { event: "purchase" } },
};

/** One machine has two names, and people type either. */
const originsOf = (origin: string): string[] => {
  const alias = origin.includes("//localhost")
    ? origin.replace("//localhost", "//127.0.0.1")
    : origin.replace("//127.0.0.1", "//localhost");
  return alias === origin ? [origin] : [origin, alias];
};

/** What contacts can turn off one by one on their preference page. */
export const DEMO_TOPICS: MessagingSettings["topics"] = [
  { id: "letter", name: "The letter, four times a year" },
  { id: "carts", name: "Reminders of what was left in the cart" },
];

const demoSite = (origin: string): SiteSeed => ({
  name: "Fell & Fen",
  origins: originsOf(origin),
  timezone: "Europe/Berlin",
  currency: "EUR",
  // The shop has a banner of its own.
  consent: { ...CONSENT_SETTINGS_DEFAULT, banner: false },
  messaging: { base_url: origin, postal_address: "3 Beck Lane, Wasdale", topics: DEMO_TOPICS },
});

export type Put = (path: string, body: object) => Promise<void>;

/** Calls the API below the demo's site. Throws when the server refuses, with its status and problem document. */
export const putter =
  (fetchLike: FetchLike, origin: string, adminKey: string): Put =>
  async (path, body) => {
    const answer = await fetchLike(`${origin}/v1/sites/${DEMO_SITE}${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`demo seed: PUT ${path || "site"} answered ${answer.status}: ${text}`);
  };

/** Creates the demo shop's site and audiences, or brings them back to how they were: safe at every start. */
export const seedDemo = async (fetchLike: FetchLike, origin: string, adminKey: string): Promise<void> => {
  const put = putter(fetchLike, origin, adminKey);
  await put("", demoSite(origin));
  for (const [id, audience] of Object.entries(DEMO_AUDIENCES)) await put(`/audiences/${id}`, audience);
};
