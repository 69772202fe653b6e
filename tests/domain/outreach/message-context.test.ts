import { describe, expect, test } from "vitest";
import { LAST_VIEWED_MAX } from "../../../schemas/limits-outreach.ts";
import {
  messageContext,
  profileContext,
  type MessageSite,
} from "../../../worker/domain/outreach/message-context.ts";
import { NO_OUTREACH } from "../../../worker/domain/outreach/outreach.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { CONTACT, eventOf, profileOf } from "../profile/sample.ts";

const SITE: MessageSite = { name: "Boot shop", url: "https://shop.example", postal_address: "1 Road" };
const ORIGINS = ["https://shop.example", "https://www.shop.example"];
const LINKS = {
  unsubscribe: "U",
  recovery: (target: string, cart: string | null) => `R ${target} ${cart}`,
};

const view = (id: string, at: number, url?: string): StoredEvent =>
  eventOf(`${id}${at}`, at, {
    fields: { items: [{ item_id: id }], ...(url === undefined ? {} : { page: { url } }) },
  });
const cartEvent = (
  type: string,
  at: number,
  id: string,
  rest: Partial<StoredEvent["fields"]> = {},
): StoredEvent =>
  eventOf(`${type}${at}`, at, { type, fields: { items: [{ item_id: id, price: 5 }], ...rest } });

const contextOf = (log: StoredEvent[], cart: string | null = null) => {
  const profile = profileOf(CONTACT, {
    log,
    outreach: {
      ...NO_OUTREACH,
      attributes: { first_name: { value: "Ada", at: 1 }, id: { value: "x", at: 1 } },
    },
  });
  const journey = { id: "j", name: "Recovery", key: cart, cart };
  return messageContext(profileContext(profile, cart), SITE, ORIGINS, journey, LINKS);
};

test("the context of a contact without a history has everything in it, empty", () => {
  expect(contextOf([])).toEqual({
    contact: { first_name: "Ada", id: CONTACT },
    cart: { items: [], value: 0, currency: null, id: null, recovery_url: "R https://shop.example/ null" },
    last_viewed: [],
    order: null,
    site: SITE,
    journey: { name: "Recovery", key: null },
    unsubscribe_url: "U",
    preferences_url: "U",
    confirm_url: null,
  });
});

test("items in the cart have the page that they were looked at on", () => {
  const log = [
    view("boots", 1, "https://shop.example/boots"),
    cartEvent("add_to_cart", 2, "boots", { cart_id: "c" }),
  ];
  expect(contextOf(log, "c").cart).toEqual({
    items: [
      {
        id: "boots",
        name: null,
        variant: null,
        quantity: 1,
        price: 5,
        url: "https://shop.example/boots",
        image_url: null,
      },
    ],
    value: 5,
    currency: null,
    id: "c",
    recovery_url: "R https://shop.example/ c",
  });
});

test("items have the page and the picture that the shop names, before the page that they were looked at on", () => {
  const named = {
    item_id: "boots",
    url: "https://shop.example/b",
    image_url: "https://shop.example/b.png",
  };
  const log = [
    eventOf("v", 1, { fields: { items: [named], page: { url: "https://shop.example/seen" } } }),
    cartEvent("add_to_cart", 2, "boots", { cart_id: "c" }),
    eventOf("w", 3, { fields: { items: [{ ...named, item_id: "socks" }] } }),
  ];
  const { cart, last_viewed } = contextOf(log, "c");
  expect(cart.items).toMatchObject([{ id: "boots", url: named.url, image_url: named.image_url }]);
  expect(last_viewed).toMatchObject([{ id: "socks", url: named.url, image_url: named.image_url }]);
});

test.each([
  ["?gclid=g&size=9&utm_source=google&utm_medium=cpc#top", "?size=9#top"],
  ["?UTM_Source=google&fbclid=f", ""],
])("the page of an item says nothing of the ad that led there once: %s", (query, left) => {
  const [item] = contextOf([view("boots", 1, `https://shop.example/boots${query}`)]).last_viewed;
  expect(item?.url).toBe(`https://shop.example/boots${left}`);
});

const idsOf = (log: StoredEvent[]) => contextOf(log).last_viewed.map(({ id }) => id);

describe("what was looked at last", () => {
  test("is newest first, each once, and neither in the cart nor bought", () => {
    const log = [
      view("a", 1),
      view("b", 2),
      view("a", 3),
      view("c", 4),
      view("d", 5),
      cartEvent("purchase", 6, "d"),
      cartEvent("add_to_cart", 7, "c"),
    ];
    expect(idsOf(log)).toEqual(["a", "b"]);
  });

  test.each([LAST_VIEWED_MAX - 1, LAST_VIEWED_MAX, LAST_VIEWED_MAX + 1])("of %d is at most ten", (count) => {
    const log = Array.from({ length: count }, (_, n) => view(`i${n}`, n));
    expect(idsOf(log)).toHaveLength(Math.min(count, LAST_VIEWED_MAX));
    expect(idsOf(log)[0]).toBe(`i${count - 1}`);
  });
});

test("the order is the last purchase", () => {
  const log = [
    cartEvent("purchase", 1_000, "old", { transaction_id: "1" }),
    cartEvent("purchase", 5_000, "new", { transaction_id: "2", value: 5, currency: "EUR" }),
  ];
  expect(contextOf(log).order).toMatchObject({
    id: "2",
    value: 5,
    currency: "EUR",
    at: 5,
    items: [{ id: "new" }],
  });
});

const targetOf = (url: string, cart_id?: string) =>
  contextOf([
    cartEvent("add_to_cart", 1, "a", { cart_id: "c" }),
    cartEvent("view_cart", 2, "a", { page: { url }, ...(cart_id === undefined ? {} : { cart_id }) }),
  ]).cart.recovery_url;

describe("the link to the cart", () => {
  test.each([
    ["https://shop.example/cart?session=1#x", "https://shop.example/cart"],
    ["https://www.shop.example/de/cart", "https://www.shop.example/de/cart"],
    ["https://shop.example.evil.example/cart", "https://shop.example/"],
    ["https://evil.example/cart", "https://shop.example/"],
  ])("from a cart on %s leads to %s", (page, target) => {
    expect(targetOf(page)).toBe(`R ${target} c`);
  });

  test("leads to the first page where only another cart was shown", () => {
    const log = [
      cartEvent("view_cart", 1, "a", { page: { url: "https://shop.example/cart" }, cart_id: "b" }),
      cartEvent("add_to_cart", 2, "a", { cart_id: "c" }),
    ];
    expect(contextOf(log, "c").cart.recovery_url).toBe("R https://shop.example/ c");
  });
});
