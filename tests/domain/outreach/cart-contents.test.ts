import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../../../schemas/event.ts";
import { Cart, isCartEvent } from "../../../worker/domain/audience/profile-leaf/cart.ts";
import { cartContents } from "../../../worker/domain/outreach/cart-contents.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { eventOf } from "../profile/sample.ts";

let count = 0;
const cartEvent = (
  type: string,
  items: Item[] | null,
  rest: Partial<StoredEvent["fields"]> = {},
): StoredEvent => {
  count++;
  return eventOf(`e${count}`, count, { type, fields: { ...(items === null ? {} : { items }), ...rest } });
};
const BOOTS: Item = { item_id: "boots", item_name: "Boots", price: 120 };
const SOCKS: Item = { item_id: "socks", price: 9.5, quantity: 2 };

const linesOf = (log: StoredEvent[], cart: string | null = null) =>
  cartContents(log, cart)?.items.map(({ id, quantity }) => [id, quantity]);

describe("a cart", () => {
  test("holds what was added, with the newest price and its currency", () => {
    const log = [
      cartEvent("add_to_cart", [BOOTS], { currency: "EUR", value: 120, cart_id: "c" }),
      cartEvent("add_to_cart", [SOCKS], { value: 19, cart_id: "c" }),
      cartEvent("add_to_cart", [{ item_id: "boots", price: 110 }], { value: 110, cart_id: "c" }),
    ];
    expect(cartContents(log, "c")).toEqual({
      id: "c",
      items: [
        { id: "boots", name: "Boots", variant: null, quantity: 2, price: 110, url: null, image_url: null },
        { id: "socks", name: null, variant: null, quantity: 2, price: 9.5, url: null, image_url: null },
      ],
      value: 249,
      currency: "EUR",
      changedAt: log[2]?.at,
    });
  });

  test("holds less of what was removed, and none of what was removed whole", () => {
    const added = [cartEvent("add_to_cart", [{ ...SOCKS, quantity: 3 }]), cartEvent("add_to_cart", [BOOTS])];
    expect(linesOf([...added, cartEvent("remove_from_cart", [SOCKS])])).toEqual([
      ["socks", 1],
      ["boots", 1],
    ]);
    expect(linesOf([...added, cartEvent("remove_from_cart", [{ ...SOCKS, quantity: 3 }])])).toEqual([
      ["boots", 1],
    ]);
  });

  test("is what the page showed whole, and unchanged by a page that shows no items", () => {
    const log = [cartEvent("add_to_cart", [BOOTS]), cartEvent("view_cart", [SOCKS])];
    expect(linesOf(log)).toEqual([["socks", 2]]);
    expect(linesOf([...log, cartEvent("begin_checkout", null)])).toEqual([["socks", 2]]);
    expect(linesOf([...log, cartEvent("begin_checkout", null, { value: 19 })])).toEqual([["socks", 2]]);
  });

  test.each([
    ["after a purchase", cartEvent("purchase", [BOOTS])],
    ["when everything was removed", cartEvent("remove_from_cart", [BOOTS])],
    ["when the page shows that it is worth nothing", cartEvent("view_cart", null, { value: 0 })],
  ])("is empty %s", (_, last) => {
    expect(cartContents([cartEvent("add_to_cart", [BOOTS]), last], null)).toBeNull();
  });

  test("tells variants, and items that have only a name, apart", () => {
    const log = [
      cartEvent("add_to_cart", [
        { ...BOOTS, item_variant: "41" },
        { ...BOOTS, item_variant: "42" },
      ]),
      cartEvent("add_to_cart", [{ item_name: "boots" }]),
    ];
    expect(linesOf(log)).toEqual([
      ["boots", 1],
      ["boots", 1],
      [null, 1],
    ]);
  });

  test("is told apart from another by its id; what names none is of both", () => {
    const log = [
      cartEvent("add_to_cart", [BOOTS], { cart_id: "a" }),
      cartEvent("add_to_cart", [SOCKS], { cart_id: "b" }),
      cartEvent("add_to_cart", [{ item_id: "hat" }]),
    ];
    expect(linesOf(log, "a")).toEqual([
      ["boots", 1],
      ["hat", 1],
    ]);
    expect(linesOf(log, null)).toEqual([
      ["socks", 2],
      ["hat", 1],
    ]);
    expect(linesOf([...log, cartEvent("purchase", [], { cart_id: "b" })], "a")).toHaveLength(2);
    expect(cartContents([...log, cartEvent("purchase", [], { cart_id: "b" })], "b")).toBeNull();
  });
});

test("its pieces and its value are those that audiences see", () => {
  const item = fc.record({
    item_id: fc.constantFrom("a", "b"),
    quantity: fc.integer({ min: 0, max: 3 }),
    price: fc.nat(9),
  });
  const type = fc.constantFrom(
    "add_to_cart",
    "remove_from_cart",
    "view_cart",
    "begin_checkout",
    "purchase",
    "page_view",
  );
  const event = fc.tuple(type, fc.array(item, { maxLength: 2 }), fc.option(fc.nat(20)));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), (events) => {
      const log = events.map(([name, items, value]) =>
        cartEvent(name, items, value === null ? {} : { value }),
      );
      const cart = new Cart();
      for (const one of log) if (isCartEvent(one.type)) cart.add(one);
      expect(cartContents(log, null)?.value ?? 0).toBe(cart.value / 1_000_000);
      expect(cartContents(log, null) === null).toBe(cart.pieces === 0);
    }),
  );
});
