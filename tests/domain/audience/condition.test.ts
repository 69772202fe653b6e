import { describe, expect, test } from "vitest";
import { Condition } from "../../../schemas/audience.ts";
import { compileWhere } from "../../../worker/domain/audience/condition/condition.ts";
import type { EventFields } from "../../../worker/domain/profile-state.ts";

const holds = (condition: Condition, fields: EventFields): boolean =>
  compileWhere([condition])?.(fields) ?? true;
const about = (op: string, value: unknown, prop = "params.x"): Condition =>
  Condition.parse({ prop, op, value });
/** Also of properties that the schema refuses: reading them must be safe by itself. */
const existing = (prop: string): Condition => ({ prop, op: "exists", value: true });

type Sent = string | number | boolean | undefined;
const sent = (x: Sent): EventFields => (x === undefined ? { params: {} } : { params: { x } });

test.each<[Condition["op"], unknown, Sent, boolean]>([
  ["eq", "boots", "boots", true],
  ["eq", "boots", "Boots", false],
  ["eq", 9, 9, true],
  ["eq", 9, "9", false],
  ["eq", true, "true", false],
  ["eq", false, undefined, false],
  ["neq", "boots", "hats", true],
  ["neq", "boots", "boots", false],
  ["neq", 9, "9", true],
  ["neq", "boots", undefined, true],
  ["in", ["a", 1], "a", true],
  ["in", ["a", 1], 1, true],
  ["in", ["a", 1], "1", false],
  ["in", ["a", 1], undefined, false],
  ["nin", ["a", 1], "b", true],
  ["nin", ["a", 1], "a", false],
  ["nin", ["a", 1], undefined, true],
  ["gt", 5, 5, false],
  ["gt", 5, 5.000_001, true],
  ["gte", 5, 5, true],
  ["gte", 5, 4.999_999, false],
  ["lt", 5, 5, false],
  ["lt", 5, 4, true],
  ["lte", 5, 5, true],
  ["lte", 5, 6, false],
  ["gt", 5, "6", false],
  ["lt", 5, "4", false],
  ["gte", 0, false, false],
  ["lte", 5, undefined, false],
  ["contains", "oo", "boots", true],
  ["contains", "OO", "boots", false],
  ["contains", "1", 1, false],
  ["contains", "u", undefined, false],
  ["starts_with", "bo", "boots", true],
  ["starts_with", "oo", "boots", false],
  ["starts_with", "t", true, false],
  ["starts_with", "u", undefined, false],
  ["exists", true, "", true],
  ["exists", true, 0, true],
  ["exists", true, false, true],
  ["exists", true, undefined, false],
  ["exists", false, undefined, true],
  ["exists", false, 0, false],
])("%s %j of %j is %j", (op, value, x, expected) => {
  expect(holds(about(op, value), sent(x))).toBe(expected);
});

describe("properties", () => {
  const fields: EventFields = {
    value: 10,
    currency: "EUR",
    transaction_id: "t1",
    search_term: "warm boots",
    page: { url: "https://Shop.example/boots?x=1", title: "Boots", referrer: "https://search.example/" },
    params: { plan: "pro" },
    items: [{ item_id: "i1", item_category: "boots", price: 5 }],
  };

  test.each([
    ["value", 10],
    ["currency", "EUR"],
    ["transaction_id", "t1"],
    ["search_term", "warm boots"],
    ["page.url", "https://Shop.example/boots?x=1"],
    ["page.path", "/boots"],
    ["page.host", "shop.example"],
    ["page.title", "Boots"],
    ["page.referrer", "https://search.example/"],
    ["params.plan", "pro"],
    ["item.item_category", "boots"],
    ["item.price", 5],
  ])("%s is read", (prop, value) => {
    expect(holds(about("eq", value, prop), fields)).toBe(true);
  });

  test.each(["value", "page.url", "page.path", "page.title", "params.plan"])(
    "%s is missing from an event that says nothing",
    (prop) => {
      expect(holds(about("exists", false, prop), {})).toBe(true);
    },
  );

  test.each([
    "constructor",
    "toString",
    "__proto__",
    "params.constructor",
    "params.hasOwnProperty",
    "item.valueOf",
    "items",
    "page",
    "params",
  ])("%s is missing, because only own values that can be compared count", (prop) => {
    expect(holds(existing(prop), fields)).toBe(false);
  });

  test("an own parameter named like an inherited one is read", () => {
    expect(
      holds(about("eq", "mine", "params.constructor"), { params: JSON.parse('{"constructor":"mine"}') }),
    ).toBe(true);
  });

  test.each(["page.constructor", "user.plan"])("%s, which the schema refuses, is not compiled", (prop) => {
    expect(() => compileWhere([existing(prop)])).toThrow("schema");
  });
});

describe("items", () => {
  const items = [
    { item_id: "1", item_category: "boots", price: 5 },
    { item_id: "2", item_category: "hats", price: 50 },
    { item_id: "3" },
  ];

  test("one that satisfies a condition is enough, also for what it is not", () => {
    expect(holds(about("eq", "hats", "item.item_category"), { items })).toBe(true);
    expect(holds(about("neq", "boots", "item.item_category"), { items })).toBe(true);
    expect(holds(about("neq", "boots", "item.item_category"), { items: items.slice(0, 1) })).toBe(false);
    expect(holds(about("exists", false, "item.item_category"), { items })).toBe(true);
  });

  test("two conditions may be satisfied by two items", () => {
    const where = compileWhere([about("eq", "boots", "item.item_category"), about("gte", 50, "item.price")]);
    expect(where?.({ items })).toBe(true);
    expect(where?.({ items: items.slice(0, 1) })).toBe(false);
    expect(where?.({ items: items.slice(1) })).toBe(false);
  });

  test.each<EventFields>([{}, { items: [] }])(
    "none satisfies nothing, not even neq and exists: false",
    (fields) => {
      expect(holds(about("neq", "boots", "item.item_category"), fields)).toBe(false);
      expect(holds(about("exists", false, "item.item_category"), fields)).toBe(false);
    },
  );
});
