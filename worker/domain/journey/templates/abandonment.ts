import type { Rule } from "../../../../schemas/audience.ts";
import { templateDefinition } from "../../audience/templates/audience-template.ts";
import { journeyTemplate, type JourneyTemplate, ownCode, ONE_MAIL_A_DAY, when } from "./journey-template.ts";
import { letter, TO_CART, TO_SHOP } from "./letter.ts";

const NO_RECENT_ORDER: Rule = { not: { event: "purchase", within: "7d" } };

/** For those who were about to buy. */
export const ABANDONMENT_TEMPLATES: readonly JourneyTemplate[] = [
  journeyTemplate({
    id: "browse-abandonment",
    name: "Browse abandonment",
    about:
      "Reminds a contact of products that it looked at and did not put into the cart within four hours, once a week at most. Rests on view_item, add_to_cart and purchase.",
    audiences: [
      {
        id: "known-browse-abandoners",
        definition: templateDefinition("Known browse abandoners", {
          of: "contacts",
          include: {
            and: [
              { event: "view_item", within: "3d", not_followed_by: { event: "add_to_cart", within: "4h" } },
              NO_RECENT_ORDER,
            ],
          },
        }),
      },
    ],
    definition: {
      enter: { audience: "known-browse-abandoners" },
      reentry_after: "7d",
      exit: [{ event: "add_to_cart" }, { event: "purchase" }],
      caps: [ONE_MAIL_A_DAY],
      steps: [
        letter(
          "reminder",
          "Still interested?",
          "you had a look at these at {{ site.name }}:",
          { items: "last_viewed" },
          "They are still there, and so are we if you have a question.",
          TO_SHOP,
        ),
        { wait_until: { event: "view_item" }, timeout: "2d" },
        {
          branch: [when({ event: "view_item", within: "2d" }, { stop: true })],
        },
        letter(
          "help",
          "Can we help you choose?",
          "if you could not decide, tell us what matters to you: we answer within a day.",
          { items: "last_viewed" },
          TO_SHOP,
        ),
      ],
    },
  }),
  journeyTemplate({
    id: "cart-abandonment",
    name: "Cart abandonment",
    about:
      "Three mails for each cart that was left, with an offer that grows: a reminder, free shipping, ten percent. A change of the cart begins the wait anew, its order ends it. Rests on add_to_cart and purchase with a cart_id.",
    audiences: [
      {
        id: "known-cart-abandoners",
        definition: templateDefinition("Known cart abandoners", {
          of: "contacts",
          include: {
            and: [
              { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
              { not: { event: "purchase", within: "1h" } },
            ],
          },
        }),
      },
    ],
    definition: {
      enter: { audience: "known-cart-abandoners" },
      key: "cart_id",
      reentry_after: "7d",
      exit: { event: "purchase" },
      caps: [ONE_MAIL_A_DAY],
      over_cap: "defer",
      priority: 10,
      steps: [
        { wait: "1h" },
        letter(
          "reminder",
          "You left something behind",
          "your cart is still here:",
          { items: "cart.items" },
          "{% if cart.value > 0 %}Together {{ cart.value }} {{ cart.currency }}. {% endif %}Nothing is lost: one click brings it back, on any device.",
          TO_CART,
        ),
        { wait_until: { event: "begin_checkout" }, timeout: "23h" },
        { wait: "1h" },
        letter(
          "shipping",
          "We ship your cart for free",
          "to make it easier for you, what is in your cart ships for free with the code EXAMPLE-SHIPPING:",
          { items: "cart.items" },
          TO_CART,
        ),
        { wait: "2d" },
        letter(
          "discount",
          "Ten percent off your cart, for two days",
          "we keep your cart no longer than this week. Until then the code EXAMPLE-TEN takes ten percent off, and it still ships for free:",
          { items: "cart.items" },
          TO_CART,
        ),
      ],
    },
    parameters: [ownCode("EXAMPLE-SHIPPING", 4), ownCode("EXAMPLE-TEN", 6)],
  }),
  journeyTemplate({
    id: "price-alert",
    name: "Price alert",
    about:
      "Tells a contact that a product which it looked at in the last 60 days costs less, once a week at most for each product. Rests on price_drop, which the shop's server sends for each contact with the item as its only one, on view_item and purchase.",
    definition: {
      enter: { event: "price_drop" },
      key: "item.item_id",
      filter: { event: "view_item", within: "60d" },
      restart_on: [],
      reentry_after: "7d",
      exit: { event: "purchase" },
      caps: [ONE_MAIL_A_DAY],
      steps: [
        letter(
          "cheaper",
          "What you looked at costs less now",
          "good news: something that you looked at has a new price.",
          { items: "last_viewed" },
          TO_SHOP,
        ),
        { wait: "2d" },
        letter(
          "last-call",
          "The lower price is still there",
          "in case you missed it: the price is still down, as long as there are pieces left.",
          TO_SHOP,
        ),
      ],
    },
  }),
];
