import { describe, expect, test } from "vitest";
import { COUNTRIES, REGION_GROUPS } from "../../../schemas/regions.ts";
import { DEFAULT_REGION_RULES } from "../../../worker/domain/consent/default-rules.ts";
import { ruleFaults } from "../../../worker/domain/consent/rule-faults.ts";
import { ruleOf } from "./sample.ts";

const faultsOf = (...regions: string[]) => ruleFaults(regions.map((region) => ruleOf(region)));

describe("a region", () => {
  test.each(["*", "EEA", "EU", "UK", "DE", "XK", "US-CA", "GB-SCT", "FR-75"])("may be %s", (region) => {
    expect(faultsOf(region)).toEqual([]);
  });

  test.each(["XX", "T1", "ZZ", "DD", "AN", "SU", "UK-SCT", "EU-DE", "QQ-CA"])("may not be %s", (region) => {
    expect(faultsOf("*", region)).toEqual([{ pointer: "/rules/1/region", reason: "region_unknown" }]);
  });
});

describe("two rules", () => {
  test("of one region are refused where they start at the same time, and the later one is pointed at", () => {
    expect(faultsOf("*", "DE", "US", "DE")).toEqual([
      { pointer: "/rules/3/region", reason: "region_repeated" },
    ]);
    const started = ruleOf("DE", { effective_at: 0 });
    expect(ruleFaults([ruleOf("DE"), started])).toHaveLength(1);
  });

  test("of one region may follow each other", () => {
    expect(
      ruleFaults([ruleOf("DE"), ruleOf("DE", { effective_at: 5 }), ruleOf("DE", { effective_at: 6 })]),
    ).toEqual([]);
  });

  test("of groups that share a country are refused, whenever they start", () => {
    const announced = ruleOf("EU", { effective_at: 5 });
    expect(ruleFaults([ruleOf("EEA"), announced])).toEqual([
      { pointer: "/rules/1/region", reason: "groups_overlap" },
    ]);
    expect(faultsOf("EEA", "UK")).toEqual([]);
  });

  test("of a group and one of its countries go together", () => {
    expect(faultsOf("EEA", "DE", "DE-BY", "UK", "GB")).toEqual([]);
  });
});

test("the default rules have no fault", () => {
  expect(ruleFaults(DEFAULT_REGION_RULES)).toEqual([]);
});

describe("the table of countries", () => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  /** In CLDR beside the 249 of ISO and Kosovo: exceptionally reserved codes, groups of countries, and private use. */
  const NOT_ISO = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split(" ");

  test("is what CLDR has names for, without those that are no countries", () => {
    const named = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(
      (code) => names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code,
    );
    expect([...COUNTRIES].toSorted()).toEqual(named.filter((code) => !NOT_ISO.includes(code)));
    expect(COUNTRIES.size).toBe(249 + 1);
  });

  test("has every member of every group, and none of their names", () => {
    for (const [name, members] of Object.entries(REGION_GROUPS)) {
      expect([...members].filter((country) => !COUNTRIES.has(country))).toEqual([]);
      expect(COUNTRIES.has(name)).toBe(false);
    }
    expect(Object.values(REGION_GROUPS).map(({ size }) => size)).toEqual([34, 37, 4]);
  });
});
