import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ConsentState, Purpose } from "../../../schemas/consent.ts";
import { type Choices, PURPOSES } from "../../../worker/domain/consent/choices.ts";
import { DEFAULT_REGION_RULES } from "../../../worker/domain/consent/default-rules.ts";
import { effectiveConsent } from "../../../worker/domain/consent/effective.ts";
import { regionRule } from "../../../worker/domain/consent/region-rule.ts";
import vectors from "../../fixtures/consent-decisions.json" with { type: "json" };

type Choice = string | { store?: boolean; measure?: boolean };

const ads = (state: ConsentState) => ({
  ad_storage: state,
  ad_user_data: state,
  ad_personalization: state,
});

/** What a banner's buttons and categories mean as purposes. */
const statesOf = (choice: Choice | undefined): Partial<Record<Purpose, ConsentState>> => {
  if (choice === undefined) return {};
  if (choice === "accept") return { analytics_storage: "granted", ...ads("granted") };
  if (choice === "reject") return { analytics_storage: "denied", ...ads("denied") };
  if (choice === "opt_out") return ads("denied");
  if (typeof choice === "object")
    return { analytics_storage: choice.measure === true ? "granted" : "denied", ...ads("denied") };
  throw new Error("a choice this test does not know");
};

const choicesOf = (choice: Choice | undefined): Choices =>
  Object.fromEntries(
    Object.entries(statesOf(choice)).map(([purpose, state]) => [purpose, { state, source: "banner", at: 1 }]),
  );

/** As the edge hands it on: codes that stand for no country are unknown places. */
const placeOf = ({ country, region }: { country?: string; region?: string }) => ({
  country: country === undefined || country === "T1" ? null : country,
  subdivision: region ?? null,
});

describe("the default rules", () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))(
    "decide as published: %s",
    (_, vector) => {
      const input = vector.input as { country?: string; region?: string; gpc?: boolean; choice?: Choice };
      const rule = regionRule(DEFAULT_REGION_RULES, placeOf(input), 0);
      const granted = effectiveConsent(rule, choicesOf(input.choice), input.gpc ?? false);
      const states = PURPOSES.map((purpose) => [purpose, granted[purpose] ? "granted" : "denied"]);
      expect(Object.fromEntries(states)).toMatchObject(vector.purposes);
    },
  );

  test.each(["AX", "GF", "IS", "LI", "GB", "GG", "JE", "IM", "TR", "KR", "ZA", "TH", "IN", "CN", "PR"])(
    "ask in %s",
    (country) => {
      expect(regionRule(DEFAULT_REGION_RULES, { country, subdivision: null }, 0).mode).toBe("opt-in");
    },
  );

  test.each(["US-WY", "CA-ON", "JP", "AU", "NZ"])("ask nobody in %s", (region) => {
    const [country = "", subdivision = null] = region.split("-");
    expect(regionRule(DEFAULT_REGION_RULES, { country, subdivision }, 0).mode).toBe("opt-out");
  });

  test("honour the signal everywhere, and grant no messages to anybody unasked", () => {
    for (const rule of DEFAULT_REGION_RULES) {
      expect(rule.gpc).toBe("honour");
      expect(rule.purposes).toEqual({});
    }
  });
});

/** Rows of the page's table: region, mode, days, law. */
const documented = readFileSync(new URL("../../../docs/consent-rules.md", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter((cells) => cells.length === 9 && /^`.*`$/.test(cells[1] ?? ""))
  .map(([, region = "", mode, gpc, cookie, reask, retention, law = ""]) => ({
    rule: {
      region: region.slice(1, -1),
      mode,
      gpc,
      cookie_days: Number(cookie),
      reask_days: Number(reask),
      retention_days: Number(retention),
    },
    law,
  }));

describe("the page that documents them", () => {
  test("has a row for each rule, in their order, with what the rule says", () => {
    const rules = DEFAULT_REGION_RULES.map(
      ({ region, mode, gpc, cookie_days, reask_days, retention_days }) => ({
        region,
        mode,
        gpc,
        cookie_days,
        reask_days,
        retention_days,
      }),
    );
    expect(documented.map(({ rule }) => rule)).toEqual(rules);
  });

  test("names a law or a source for each", () => {
    expect(
      documented.filter(({ law }) => !/\]\(https:\/\//.test(law)).map(({ rule }) => rule.region),
    ).toEqual([]);
  });
});
