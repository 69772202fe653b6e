import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AudienceDefinition, Condition, Duration, EventLeaf, Rule } from "../../schemas/audience.ts";

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

test.each(["1s", "90s", "30m", "1h", "540d", "99999999s"])("%s is a duration", (text) => {
  expect(accepts(Duration, text)).toBe(true);
});

test.each(["", "0d", "01d", "1.5h", "-1d", "7", "7w", "7D", " 7d", "7d ", "7d\n", "999999999s", 7])(
  "%j is no duration",
  (text) => {
    expect(accepts(Duration, text)).toBe(false);
  },
);

const condition = (prop: unknown) => ({ prop, op: "exists" });

describe("a property", () => {
  test.each([
    "value",
    "transaction_id",
    "item.item_category",
    "params.plan",
    "page.url",
    "page.path",
    "page.host",
  ])("may be %s", (prop) => {
    expect(accepts(Condition, condition(prop))).toBe(true);
  });

  test.each([
    "",
    "1st",
    "a-b",
    "page.hash",
    "page.constructor",
    "user.plan",
    "item.a.b",
    "item.",
    ".a",
    "__proto__",
    "value\n",
  ])("may not be %j, which no event can have", (prop) => {
    expect(accepts(Condition, condition(prop))).toBe(false);
  });

  test.each([
    [63, true],
    [64, true],
    [65, false],
  ])("of %d letters is accepted: %s", (length, expected) => {
    expect(accepts(Condition, condition("a".repeat(length)))).toBe(expected);
    expect(accepts(Condition, condition(`params.${"a".repeat(length)}`))).toBe(expected);
  });
});

describe("a condition", () => {
  test.each<[string, unknown, boolean]>([
    ["eq", "a", true],
    ["eq", 1, true],
    ["eq", false, true],
    ["eq", null, false],
    ["eq", ["a"], false],
    ["eq", "a".repeat(500), true],
    ["eq", "a".repeat(501), false],
    ["neq", "\uD800", false],
    ["in", ["a", 1, true], true],
    ["in", [], false],
    ["in", Array(500).fill("a"), true],
    ["in", Array(501).fill("a"), false],
    ["nin", "a", false],
    ["gt", 1, true],
    ["gte", "1", false],
    ["lt", Number.POSITIVE_INFINITY, false],
    ["contains", "a", true],
    ["contains", "", false],
    ["starts_with", 1, false],
    ["exists", false, true],
    ["exists", "yes", false],
    ["like", "a", false],
  ])("%s with %j is accepted: %s", (op, value, expected) => {
    expect(accepts(Condition, { prop: "value", op, value })).toBe(expected);
  });

  test("exists means that it does", () => {
    expect(Condition.parse({ prop: "value", op: "exists" })).toEqual({
      prop: "value",
      op: "exists",
      value: true,
    });
  });
});

test.each(["view_item", "A", "a".repeat(40), "*"])("%s is an event name", (event) => {
  expect(accepts(EventLeaf, { event })).toBe(true);
});

test.each(["", "a".repeat(41), "**", "view item", "1a", null])("%j is no event name", (event) => {
  expect(accepts(EventLeaf, { event })).toBe(false);
});

test.each<[unknown, boolean]>([
  [{ and: [{ event: "a" }] }, true],
  [{ or: [{ not: { event: "a" } }, { audience: "buyers" }] }, true],
  [{ and: [] }, false],
  [{ and: [{ event: "a" }], or: [{ event: "a" }] }, false],
  [{ event: "a", sequence: [] }, false],
  [{}, false],
])("rule %j is accepted: %s", (rule, expected) => {
  expect(accepts(Rule, rule)).toBe(expected);
});

test("the definition can be published as JSON Schema", () => {
  const published = z.toJSONSchema(AudienceDefinition, { io: "input" });
  expect(published).toMatchObject({
    type: "object",
    required: ["v", "name", "of", "include"],
    additionalProperties: false,
  });
});
