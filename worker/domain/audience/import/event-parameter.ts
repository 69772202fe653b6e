import type { EventTarget } from "./target.ts";

const TEXTS_OF_EVENT = new Set([
  "currency",
  "transaction_id",
  "cart_id",
  "coupon",
  "payment_type",
  "shipping_tier",
  "item_list_id",
  "item_list_name",
  "promotion_id",
  "promotion_name",
  "creative_name",
  "creative_slot",
  "search_term",
  "method",
  "content_type",
  "content_id",
  "form_id",
]);
const NUMBERS_OF_EVENT = new Set(["value", "shipping", "tax"]);
const TEXTS_OF_ITEM = new Set([
  "item_id",
  "item_name",
  "affiliation",
  "item_brand",
  "item_category",
  "item_category2",
  "item_category3",
  "item_category4",
  "item_category5",
  "item_variant",
  "location_id",
]);
const NUMBERS_OF_ITEM = new Set(["discount", "index", "price", "quantity"]);

/** Names of parameters as `params` takes them. */
const OWN_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/;
/** Prefixes that Google keeps for what it makes itself: no event brings these here. Source: support.google.com/analytics/answer/13316687. */
const RESERVED = /^(?:ga_|google_|firebase_)/;

/** Where an event has a parameter of its own: GA4's at their places, any other among the site's. Null for a name that none can have. */
export const eventParameter = (name: string): EventTarget | null => {
  if (TEXTS_OF_EVENT.has(name)) return { prop: name, kind: "text" };
  if (NUMBERS_OF_EVENT.has(name)) return { prop: name, kind: "number" };
  return OWN_NAME.test(name) && !RESERVED.test(name) ? { prop: `params.${name}`, kind: "any" } : null;
};

/** Where its items have one; null for what items do not have. */
export const itemParameter = (name: string): EventTarget | null => {
  if (TEXTS_OF_ITEM.has(name)) return { prop: `item.${name}`, kind: "text" };
  return NUMBERS_OF_ITEM.has(name) ? { prop: `item.${name}`, kind: "number" } : null;
};
