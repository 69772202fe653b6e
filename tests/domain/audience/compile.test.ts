import { expect, test } from "vitest";
import { compileAudience } from "../../../worker/domain/audience/compile.ts";
import { audienceOf, definitionOf } from "./sample.ts";

test("the names that can change an answer include refutations and exclusions", () => {
  const audience = audienceOf(
    {
      and: [
        { event: "add_to_cart", not_followed_by: { event: "purchase", within: "1h" } },
        { or: [{ not: { event: "unsubscribe" } }, { event: "add_to_cart", within: "1d" }] },
      ],
    },
    { exclude: [{ mode: "permanent", rule: { event: "refund" } }] },
  );
  expect([...audience.eventNames].toSorted()).toEqual(["add_to_cart", "purchase", "refund", "unsubscribe"]);
  expect(audience.anyEvent).toBe(false);
});

test.each([
  [audienceOf({ event: "*" })],
  [audienceOf({ event: "view_item", not_followed_by: { event: "*", within: "1h" } })],
  [audienceOf({ event: "view_item" }, { exclude: [{ mode: "temporary", rule: { not: { event: "*" } } }] })],
])("a * anywhere makes every event count, and is no name", (audience) => {
  expect(audience.anyEvent).toBe(true);
  expect(audience.eventNames.has("*")).toBe(false);
});

test("id, version and kind of profile are carried along", () => {
  const definition = definitionOf({ event: "view_item" }, { of: "contacts" });
  expect(compileAudience("cart-abandoners", 7, definition)).toMatchObject({
    id: "cart-abandoners",
    version: 7,
    of: "contacts",
  });
});

test("a leaf that checking refuses is a broken invariant", () => {
  expect(() => compileAudience("a", 1, definitionOf({ audience: "other" }))).toThrow("checked");
});
