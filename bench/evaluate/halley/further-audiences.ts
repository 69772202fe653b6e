import type { DefinitionInput } from "./bench-set.ts";

type Rule = DefinitionInput["include"];

const audience = (
  name: string,
  include: Rule,
  more: Pick<DefinitionInput, "exclude" | "membership"> = {},
): DefinitionInput => ({ v: 1, name, of: "visitors", include, ...more });

/** What none of the peers can say: sequences, stickiness, permanent exclusions, properties of profiles, other audiences. */
export const FURTHER_AUDIENCES: readonly DefinitionInput[] = [
  audience("Viewed, then took the same", {
    sequence: [{ event: "view_item" }, { event: "add_to_cart", within: "1d" }],
    same: "item.item_id",
    within: "30d",
  }),
  audience("Straight from the cart to the checkout", {
    sequence: [{ event: "add_to_cart" }, { event: "begin_checkout", directly: true }],
    within: "30d",
  }),
  audience("Three steps to an order", {
    sequence: [
      { event: "view_item" },
      { event: "add_to_cart", within: "7d" },
      { event: "purchase", within: "7d" },
    ],
    within: "90d",
  }),
  audience(
    "Sticky viewers",
    { event: "view_item", count: { gte: 5 }, within: "7d" },
    { membership: { mode: "sticky", for: "14d" } },
  ),
  audience(
    "Never bought",
    { event: "view_item", within: "30d" },
    { exclude: [{ mode: "permanent", rule: { event: "purchase" } }] },
  ),
  audience("Regulars", { profile: "visits", op: "gte", value: 5 }),
  audience("Open carts", {
    and: [
      { profile: "lifecycle", op: "eq", value: "cart" },
      { profile: "cart_value", op: "gte", value: 100 },
    ],
  }),
  audience("Best buyers", { profile: "rfm_monetary", op: "gte", value: 4 }),
  audience("Lately here, in Britain", {
    and: [
      { profile: "days_since_last_visit", op: "lt", value: 7 },
      { profile: "country", op: "eq", value: "GB" },
    ],
  }),
  audience("Regulars with an open cart", { and: [{ audience: "audience-5" }, { audience: "audience-6" }] }),
];
