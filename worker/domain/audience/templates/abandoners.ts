import type { Rule } from "../../../../schemas/audience.ts";
import { type AudienceTemplate, templateDefinition } from "./audience-template.ts";

/** An hour is time enough to pay; an order of the same 30 days means that the customer is no stranger to win. */
const leftAfter = (event: string): Rule => ({
  and: [
    { event, within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
    { not: { event: "purchase", within: "30d" } },
  ],
});

export const ABANDONER_TEMPLATES: readonly AudienceTemplate[] = [
  {
    id: "cart-abandoners",
    name: "Cart abandoners",
    about:
      "Anonymous visitors who put something into the cart in the last 7 days and did not buy within an hour, nor at any time in the last 30 days.",
    definition: templateDefinition("Cart abandoners", {
      of: "visitors",
      include: leftAfter("add_to_cart"),
    }),
  },
  {
    id: "checkout-abandoners",
    name: "Checkout abandoners",
    about:
      "Anonymous visitors who began to check out in the last 7 days and did not buy within an hour, nor at any time in the last 30 days.",
    definition: templateDefinition("Checkout abandoners", {
      of: "visitors",
      include: leftAfter("begin_checkout"),
    }),
  },
];
