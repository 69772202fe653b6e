import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AudienceDefinition } from "../../schemas/audience.ts";
import { audienceJsonSchema } from "../../schemas/audience-json-schema.ts";
import { AUDIENCE_TEMPLATES } from "../../worker/domain/audience/templates/audience-templates.ts";
import { definitionSets } from "../domain/audience/arbitraries/audiences.ts";
import { type Json, mistakesAmong, withMistakes } from "./mistakes.ts";

const schema = audienceJsonSchema();
/** A form of a union may leave out the type that every form has. */
const accepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const body = (include: unknown, rest: object = {}) => ({
  v: 1,
  name: "Sample",
  of: "visitors",
  include,
  ...rest,
});
const leaf = { event: "view_item" };

test("the published file is what the schemas generate", () => {
  const file = readFileSync(new URL("../../docs/audience.schema.json", import.meta.url), "utf8");
  expect(JSON.stringify(JSON.parse(file))).toBe(JSON.stringify(schema));
});

test("it says what it is, and rules refer to themselves", () => {
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:halley:schema:audience:1",
    title: "Halley audience definition",
    properties: { include: { $ref: "#/$defs/Rule" } },
    $defs: {
      Rule: { anyOf: expect.arrayContaining([expect.objectContaining({ required: ["not"] })]) },
    },
  });
});

test("every part of the language has its name and says what it means", () => {
  const parts = Object.entries(schema["$defs"] as Record<string, { description?: string }>);
  expect(parts.map(([name]) => name).toSorted()).toEqual([
    "AudienceLeaf",
    "Condition",
    "ConsentLeaf",
    "ConsentState",
    "Count",
    "DeviceClass",
    "Duration",
    "EventLeaf",
    "EventName",
    "Exclusion",
    "Lifecycle",
    "MembershipMode",
    "NotFollowedBy",
    "NumberProperty",
    "ProfileLeaf",
    "Property",
    "Purpose",
    "Rule",
    "SequenceLeaf",
    "SequenceStep",
    "Slug",
    "Sum",
    "TextProperty",
  ]);
  expect(parts.filter(([, { description }]) => description === undefined)).toEqual([]);
});

describe("it accepts", () => {
  test.each(AUDIENCE_TEMPLATES.map(({ id, definition }) => [id, definition] as const))(
    "the template %s",
    (_, definition) => {
      expect(accepts(definition)).toBe(true);
    },
  );

  const corpus = new URL("../conformance/", import.meta.url);
  const files = readdirSync(corpus).filter((name) => name.endsWith(".json"));
  test.each(files)("every definition of %s", (file) => {
    const { cases } = JSON.parse(readFileSync(new URL(file, corpus), "utf8")) as {
      cases: { definition?: object; definitions?: Record<string, object> }[];
    };
    const written = cases.flatMap(({ definition, definitions = {} }) =>
      definition === undefined ? Object.values(definitions) : [definition],
    );
    const whole = written.map((said) => ({ v: 1, name: "Case", of: "all", ...said }));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.filter((definition) => !accepts(definition))).toEqual([]);
  });
});

describe("it refuses", () => {
  test.each<[string, unknown]>([
    ["what is no object", []],
    ["another version", body(leaf, { v: 2 })],
    ["no name", body(leaf, { name: undefined })],
    ["an empty name", body(leaf, { name: "" })],
    ["a name of 101 characters", body(leaf, { name: "x".repeat(101) })],
    ["an unknown field", body(leaf, { note: "" })],
    ["an unknown field of a leaf", body({ ...leaf, note: "" })],
    ["no leaf", body({})],
    ["two kinds in one leaf", body({ ...leaf, consent: "ad_storage", is: "granted" })],
    ["an empty list", body({ and: [] })],
    ["51 rules in a list", body({ or: Array.from({ length: 51 }, () => leaf) })],
    ["an event's name that none has", body({ event: "sign up" })],
    ["a week", body({ ...leaf, within: "1w" })],
    ["no time at all", body({ ...leaf, within: "0s" })],
    ["a count of nothing", body({ ...leaf, count: {} })],
    ["a count below 0", body({ ...leaf, count: { gte: -1 } })],
    ["half a count", body({ ...leaf, count: { gte: 0.5 } })],
    ["a sum without a bound", body({ ...leaf, sum: { prop: "value" } })],
    ["a holder that does not exist", body({ ...leaf, where: [{ prop: "user.plan", op: "exists" }] })],
    ["an operator that does not exist", body({ ...leaf, where: [{ prop: "value", op: "like", value: 1 }] })],
    ["a text to be above", body({ ...leaf, where: [{ prop: "value", op: "gt", value: "1" }] })],
    ["an empty text to contain", body({ ...leaf, where: [{ prop: "coupon", op: "contains", value: "" }] })],
    ["a text of 501 characters", body({ profile: "country", op: "eq", value: "x".repeat(501) })],
    ["a number for a text property", body({ profile: "country", op: "eq", value: 5 })],
    ["an unknown device", body({ profile: "device", op: "eq", value: "watch" })],
    ["a lifecycle that may be missing", body({ profile: "lifecycle", op: "exists" })],
    ["a sequence of one", body({ sequence: [leaf] })],
    ["11 steps", body({ sequence: Array.from({ length: 11 }, () => leaf) })],
    ["an audience without a slug", body({ audience: "Cart Abandoners" })],
    ["an unknown purpose", body({ consent: "marketing", is: "granted" })],
    ["an exclusion without a mode", body(leaf, { exclude: [{ rule: leaf }] })],
    ["a sticky membership without its time", body(leaf, { membership: { mode: "sticky" } })],
    ["an empty list of channels", body(leaf, { notify: [] })],
  ])("%s", (_, definition) => {
    expect(AudienceDefinition.safeParse(definition).success).toBe(false);
    expect(accepts(JSON.parse(JSON.stringify(definition)))).toBe(false);
  });
});

const NAMES = ["v", "and", "not", "event", "op", "value", "within", "count", "gte", "mode", "x"];

test("it agrees with the schema that parses, on definitions with up to three mistakes", () => {
  const verdicts = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(definitionSets, mistakesAmong(NAMES), ({ byId }, mistakes) => {
      const [first] = byId.values();
      const start = JSON.parse(JSON.stringify(first)) as Json;
      const definition = withMistakes(start, mistakes);
      const parses = AudienceDefinition.safeParse(definition).success;
      verdicts[parses ? "accepted" : "refused"] += 1;
      expect(accepts(definition)).toBe(parses);
    }),
    { numRuns: 1_500 },
  );
  expect(verdicts.accepted).toBeGreaterThan(150);
  expect(verdicts.refused).toBeGreaterThan(150);
}, 60_000);
