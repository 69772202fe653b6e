import { expect, test } from "vitest";
import { amountOf } from "../../../worker/domain/conversion/amount.ts";
import { eventOf } from "../profile/sample.ts";

test.each([
  [
    { value: 24.990000000000002, currency: "EUR" },
    { value: 24.99, currency: "EUR" },
  ],
  [
    { value: 1999.6, currency: "JPY" },
    { value: 2000, currency: "JPY" },
  ],
  [
    { value: 1.2346, currency: "KWD" },
    { value: 1.235, currency: "KWD" },
  ],
  [{ value: 0 }, { value: 0, currency: "SEK" }],
  [
    {
      items: [
        { item_id: "a", price: 0.1, quantity: 3 },
        { item_id: "b", price: 5 },
      ],
    },
    { value: 5.3, currency: "SEK" },
  ],
  [{ items: [{ item_id: "a" }] }, null],
  [{}, null],
])("an order of %o is worth %o", (fields, expected) => {
  expect(amountOf(eventOf("e", 1, { type: "purchase", fields }), "SEK")).toEqual(expected);
});
