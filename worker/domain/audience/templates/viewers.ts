import type { Exclusion } from "../../../../schemas/audience.ts";
import { type AudienceTemplate, templateDefinition } from "./audience-template.ts";

/** Who has just bought is spared; after the time they can be won again. */
const unlessBoughtWithin = (within: string): Exclusion => ({
  mode: "temporary",
  rule: { event: "purchase", within },
});

export const VIEWER_TEMPLATES: readonly AudienceTemplate[] = [
  {
    id: "all-visitors",
    name: "All visitors",
    about: "Anonymous visitors who saw any page in the last 30 days.",
    definition: templateDefinition("All visitors", {
      of: "visitors",
      include: { event: "page_view", within: "30d" },
    }),
  },
  {
    id: "product-viewers",
    name: "Product viewers",
    about: "Anonymous visitors who viewed a product in the last 14 days and bought nothing in them.",
    definition: templateDefinition("Product viewers", {
      of: "visitors",
      include: { event: "view_item", within: "14d" },
      exclude: [unlessBoughtWithin("14d")],
    }),
  },
  {
    id: "category-viewers",
    name: "Category viewers",
    about:
      'Anonymous visitors who viewed a product of one category in the last 14 days and bought nothing in them. The category "example-category" is an example: set your own.',
    definition: templateDefinition("Category viewers", {
      of: "visitors",
      include: {
        event: "view_item",
        where: [{ prop: "item.item_category", op: "eq", value: "example-category" }],
        within: "14d",
      },
      exclude: [unlessBoughtWithin("14d")],
    }),
    parameters: [
      {
        pointer: "/include/where/0/value",
        about: "The category as your items name it in item_category, in the same case.",
      },
    ],
  },
  {
    id: "repeat-non-converters",
    name: "Repeat non-converters",
    about:
      '"Tire-kickers": anonymous visitors with 4 or more visits and 5 or more product views in the last 30 days who never bought.',
    definition: templateDefinition("Repeat non-converters", {
      of: "visitors",
      include: {
        and: [
          { profile: "visits", op: "gte", value: 4 },
          { event: "view_item", count: { gte: 5 }, within: "30d" },
        ],
      },
      exclude: [{ mode: "permanent", rule: { event: "purchase" } }],
    }),
  },
];
