import { describe, expect, test } from "vitest";
import { ConsentStamp, Region, RegionRule, RegionRules } from "../../schemas/consent.ts";
import { COOKIE_DAYS_MAX, REGION_RULES_MAX } from "../../schemas/limits.ts";

const rule = { region: "EEA", mode: "opt-in" };

const accepts = (fields: object): boolean => RegionRule.safeParse({ ...rule, ...fields }).success;

test("the rules that the contract shows are kept as they are", () => {
  const body = {
    rules: [
      {
        region: "EEA",
        mode: "opt-in",
        gpc: "honour",
        purposes: {},
        cookie_days: 395,
        reask_days: 180,
        retention_days: 400,
        effective_at: null,
      },
    ],
  };
  expect(RegionRules.parse(body)).toEqual(body);
});

test("a rule that says only region and mode gets the documented defaults", () => {
  expect(RegionRule.parse(rule)).toEqual({
    region: "EEA",
    mode: "opt-in",
    gpc: "honour",
    purposes: {},
    cookie_days: 395,
    reask_days: 180,
    retention_days: 400,
    effective_at: null,
  });
});

describe("a region", () => {
  test.each(["*", "EEA", "DE", "US-CA", "GB-ENG", "FR-75", "CN-1"])("may be %s", (region) => {
    expect(Region.safeParse(region).success).toBe(true);
  });

  test.each(["", "**", "eea", "de", "D", "DEU", "US-", "US-CALI", "US_CA", "US-ca", "DE ", "DE\n"])(
    "may not be %j",
    (region) => {
      expect(Region.safeParse(region).success).toBe(false);
    },
  );
});

describe("a rule", () => {
  test.each<[keyof RegionRule, number]>([
    ["cookie_days", COOKIE_DAYS_MAX],
    ["reask_days", 1_000],
    ["retention_days", 1_000],
  ])("takes %s from 1 to %d", (field, limit) => {
    expect(
      [0, 1, limit - 1, limit, limit + 1, 1.5].map((days: number) => accepts({ [field]: days })),
    ).toEqual([false, true, true, true, false, false]);
  });

  test.each<[string, object]>([
    ["an unknown field", { surprise: 1 }],
    ["a misspelt field", { cookieDays: 5 }],
    ["an unknown mode", { mode: "opt_in" }],
    ["an unknown purpose", { purposes: { marketing: "denied" } }],
    ["an unset purpose", { purposes: { ad_storage: "unset" } }],
    ["another word for the signal", { gpc: "honor" }],
    ["a date that is text", { effective_at: "2026-01-01" }],
    ["no end of time", { effective_at: Infinity }],
  ])("with %s is refused", (_, fields) => {
    expect(accepts(fields)).toBe(false);
  });

  test("with a prototype of its own is refused or keeps none of it", () => {
    const raw = JSON.parse(`{"region":"DE","mode":"opt-in","__proto__":{"bad":1}}`) as unknown;
    const result = RegionRule.safeParse(raw);
    expect(result.success && "bad" in result.data).toBe(false);
  });
});

test("a site has one rule at least and as many as the limit", () => {
  expect(
    [0, 1, REGION_RULES_MAX - 1, REGION_RULES_MAX, REGION_RULES_MAX + 1].map(
      (length: number) => RegionRules.safeParse({ rules: Array.from({ length }, () => rule) }).success,
    ),
  ).toEqual([false, true, true, true, false]);
});

test("rules with an unknown field beside them are refused", () => {
  expect(RegionRules.safeParse({ rules: [rule], version: 1 }).success).toBe(false);
});

test("a stamp may leave purposes out, which are then unset", () => {
  expect(ConsentStamp.parse({})).toEqual({});
  expect(ConsentStamp.parse({ email_marketing: "granted" })).toEqual({ email_marketing: "granted" });
});

test("a stamp cannot grant through its prototype", () => {
  const result = ConsentStamp.safeParse(JSON.parse(`{"__proto__":{"ad_storage":"granted"}}`));
  expect(result.success && result.data.ad_storage).not.toBe("granted");
});
