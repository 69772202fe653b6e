import type { Duration } from "../../schemas/audience.ts";

/** The part of the language that all peers can express, with their help. */
export interface SharedLeaf {
  readonly event: string;
  readonly where?: readonly SharedCondition[];
  readonly count?: { readonly gte: number } | { readonly lte: number };
  readonly sum?: { readonly prop: "value"; readonly gte: number };
  readonly within?: Duration;
  readonly not_followed_by?: { readonly event: string; readonly within: Duration };
}

export type SharedCondition =
  | { readonly prop: "item.item_category"; readonly op: "eq"; readonly value: string }
  | { readonly prop: "value"; readonly op: "gte"; readonly value: number }
  | { readonly prop: "page.url"; readonly op: "contains"; readonly value: string };

export type SharedRule =
  | { readonly and: readonly SharedRule[] }
  | { readonly or: readonly SharedRule[] }
  | { readonly not: SharedRule }
  | SharedLeaf;

/** An audience of the shared language; who meets `exclude` is out while it holds. */
export interface SharedAudience {
  readonly name: string;
  readonly include: SharedRule;
  readonly exclude?: SharedRule;
}

const of = (category: string) => [{ prop: "item.item_category", op: "eq", value: category }] as const;
const landedWith = (text: string) => [{ prop: "page.url", op: "contains", value: text }] as const;
const bought = (within: Duration): SharedLeaf => ({ event: "purchase", within });

/** Twenty audiences as shops have them, in the order of `by-hand.ts`. */
export const SHARED_AUDIENCES: readonly SharedAudience[] = [
  { name: "Looked at boots", include: { event: "view_item", where: of("boots"), within: "7d" } },
  {
    name: "Looked at tents twice",
    include: { event: "view_item", where: of("tents"), count: { gte: 2 }, within: "14d" },
  },
  {
    name: "Keen on packs",
    include: { event: "view_item", where: of("packs"), count: { gte: 3 }, within: "30d" },
    exclude: { event: "purchase", where: of("packs"), within: "30d" },
  },
  {
    name: "Sale hunters",
    include: {
      and: [
        { event: "view_item", where: of("sale"), count: { gte: 2 }, within: "30d" },
        { not: { event: "purchase" } },
      ],
    },
  },
  { name: "Avid viewers", include: { event: "view_item", count: { gte: 10 }, within: "30d" } },
  {
    name: "Cart abandoners",
    include: {
      and: [
        { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
        { not: bought("7d") },
      ],
    },
  },
  {
    name: "Checkout abandoners",
    include: { event: "begin_checkout", within: "14d", not_followed_by: { event: "purchase", within: "1d" } },
  },
  {
    name: "Cart without purchase",
    include: { and: [{ event: "add_to_cart", within: "30d" }, { not: bought("30d") }] },
  },
  {
    name: "Valuable carts",
    include: { event: "add_to_cart", where: [{ prop: "value", op: "gte", value: 150 }], within: "14d" },
    exclude: bought("14d"),
  },
  { name: "Buyers", include: bought("30d") },
  { name: "Lapsed buyers", include: { event: "purchase" }, exclude: bought("60d") },
  { name: "Loyal buyers", include: { event: "purchase", count: { gte: 2 }, within: "365d" } },
  { name: "Big spenders", include: { event: "purchase", sum: { prop: "value", gte: 500 }, within: "180d" } },
  {
    name: "Expensive taste",
    include: { event: "view_item", sum: { prop: "value", gte: 1_000 }, within: "7d" },
  },
  {
    name: "Came from the newsletter",
    include: { event: "page_view", where: landedWith("utm_source=newsletter"), within: "30d" },
  },
  {
    name: "Clicked an ad, bought nothing",
    include: { event: "page_view", where: landedWith("gclid="), within: "30d" },
    exclude: bought("30d"),
  },
  { name: "Visitors of today", include: { event: "page_view", within: "1d" } },
  {
    name: "Searched, took nothing",
    include: {
      and: [{ event: "search", within: "14d" }, { not: { event: "add_to_cart", within: "14d" } }],
    },
  },
  {
    name: "Browsed and left",
    include: {
      and: [
        { event: "page_view", count: { gte: 3 }, within: "7d" },
        {
          not: {
            or: [
              { event: "add_to_cart", within: "7d" },
              { event: "begin_checkout", within: "7d" },
            ],
          },
        },
      ],
    },
  },
  {
    name: "Long interest, one order at most",
    include: {
      and: [
        { event: "view_item", count: { gte: 20 }, within: "90d" },
        { event: "purchase", count: { lte: 1 }, within: "90d" },
      ],
    },
  },
];
