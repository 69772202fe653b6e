import type { EventFields } from "../../worker/domain/profile-state.ts";
import { pick } from "../collect/random.ts";
import { CATEGORIES, CURRENCY, SHOP_ORIGIN } from "../collect/shop.ts";

/** What one event says beside its identity and time, as Halley keeps it and flat as the peers like it best. */
export interface ShopEvent {
  readonly type: string;
  readonly fields: EventFields;
  /** Category of the one item; null without an item. */
  readonly category: string | null;
  readonly value: number | null;
  readonly url: string;
}

const PRODUCTS = 200;
const LANDINGS = [
  ...Array<string>(17).fill(""),
  "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn",
  "?gclid=EAIaIQobChMI",
  "?gclid=CjwKCAjwxxxx",
];

/** Of a thousand events as many are of each type: about the shares of the REES46 recording, with page views beside. */
const MIX = {
  page_view: 500,
  view_item: 410,
  search: 30,
  add_to_cart: 35,
  begin_checkout: 14,
  purchase: 11,
} as const;
type ShopEventType = keyof typeof MIX;

const TYPES = Object.entries(MIX).flatMap(([type, share]) =>
  Array<ShopEventType>(share).fill(type as ShopEventType),
);

const withItem = (type: string, index: number, quantity: number): ShopEvent => {
  const category = CATEGORIES[index % CATEGORIES.length] ?? "sale";
  const price = 5 + ((index * 37) % 200);
  const url = `${SHOP_ORIGIN}/${category}/sku-${1_000 + index}`;
  const item = { item_id: `SKU-${1_000 + index}`, item_category: category, price, quantity };
  const value = price * quantity;
  const fields = { page: { url }, value, currency: CURRENCY, items: [item] };
  return { type, fields, category, value, url };
};

const pageView = (index: number, landing: string): ShopEvent => {
  const url = `${SHOP_ORIGIN}/${CATEGORIES[index % CATEGORIES.length]}${landing}`;
  return { type: "page_view", fields: { page: { url } }, category: null, value: null, url };
};

const search = (index: number): ShopEvent => {
  const url = `${SHOP_ORIGIN}/search`;
  const fields = { page: { url }, search_term: CATEGORIES[index % CATEGORIES.length] ?? "sale" };
  return { type: "search", fields, category: null, value: null, url };
};

/** Made once and shared by the events that say the same, so that hundreds of thousands of them fit into memory. */
const poolOf = (type: ShopEventType): ShopEvent[] =>
  Array.from({ length: PRODUCTS }, (_, index) => {
    if (type === "page_view") return pageView(index, LANDINGS[index % LANDINGS.length] ?? "");
    if (type === "search") return search(index);
    return withItem(type, index, type === "view_item" ? 1 : 1 + (index % 3));
  });

const pools = Object.fromEntries(Object.keys(MIX).map((type) => [type, poolOf(type as ShopEventType)]));

export const shopEvent = (random: () => number): ShopEvent => pick(pools[pick(TYPES, random)] ?? [], random);
