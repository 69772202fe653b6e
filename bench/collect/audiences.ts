import type * as z from "zod";
import type { AudienceDefinition } from "../../schemas/audience.ts";
import { CATEGORIES } from "./shop.ts";

type Definition = z.input<typeof AudienceDefinition>;

const audience = (
  name: string,
  include: Definition["include"],
  membership: Definition["membership"] = { mode: "live" },
): Definition => ({ v: 1, name, of: "visitors", include, membership });

const sticky = (days: number): Definition["membership"] => ({ mode: "sticky", for: `${days}d` });
const bought = (within: string): Definition["include"] => ({ event: "purchase", within });

/** Looked at a category several times lately and bought nothing. */
const interested = (category: string): Definition =>
  audience(`Interested in ${category}`, {
    and: [
      {
        event: "view_item",
        where: [{ prop: "item.item_category", op: "eq", value: category }],
        count: { gte: 2 },
        within: "14d",
      },
      { not: bought("30d") },
    ],
  });

const abandoned = (within: string): Definition["include"] => ({
  and: [
    { event: "add_to_cart", within, not_followed_by: { event: "purchase", within: "1h" } },
    { not: bought(within) },
  ],
});

/** Twenty audiences as a shop has them: every kind of rule, each event touching most of them. */
export const BENCH_AUDIENCES: readonly Definition[] = [
  ...CATEGORIES.map(interested),
  audience("Cart abandoners, 1 day", abandoned("1d")),
  audience("Cart abandoners, 7 days", abandoned("7d")),
  audience("Cart abandoners, sticky", abandoned("7d"), sticky(14)),
  {
    ...audience("Valuable carts", {
      event: "add_to_cart",
      where: [{ prop: "value", op: "gte", value: 150 }],
      within: "7d",
    }),
    exclude: [{ mode: "temporary", rule: bought("7d") }],
  },
  audience("Buyers, 30 days", bought("30d")),
  audience("Buyers, 180 days", bought("180d"), sticky(30)),
  audience("Loyal buyers", { event: "purchase", count: { gte: 3 }, within: "365d" }),
  audience(
    "Big spenders",
    { event: "purchase", sum: { prop: "value", gte: 500 }, within: "180d" },
    sticky(30),
  ),
  audience("Came from the newsletter", {
    event: "page_view",
    where: [{ prop: "page.url", op: "contains", value: "utm_source=newsletter" }],
    within: "30d",
  }),
  audience("Visitors of this half hour", { event: "page_view", within: "30m" }),
  audience("Browsed and left", {
    and: [
      { event: "page_view", count: { gte: 3 }, within: "7d" },
      { not: { event: "add_to_cart", within: "7d" } },
      { not: bought("30d") },
    ],
  }),
  {
    ...audience(
      "Ever seen, never bought",
      { event: "view_item", count: { gte: 1 }, within: "90d" },
      sticky(7),
    ),
    exclude: [{ mode: "permanent", rule: { event: "purchase" } }],
  },
];
