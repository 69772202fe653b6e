import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import { effectiveConsent } from "../../../worker/domain/consent/effective.ts";
import { createRuleFinder, regionRule } from "../../../worker/domain/consent/region-rule.ts";
import { anyRule, ruleOf, SAMPLE_PURPOSES } from "./sample.ts";

const NOWHERE: RequestRegion = { country: null, subdivision: null };
const NOW = 15;

const placeOf = (region: string): RequestRegion => {
  const [country = null, subdivision = null] = region.split("-");
  return { country, subdivision };
};

/** Rules that are told apart by how long they keep a cookie. */
const RULES = [
  ruleOf("*", { cookie_days: 1 }),
  ruleOf("EEA", { cookie_days: 2 }),
  ruleOf("FR", { cookie_days: 3 }),
  ruleOf("FR-75", { cookie_days: 4 }),
  ruleOf("US", { cookie_days: 5 }),
];

const grantedUnder = (rules: readonly RegionRule[], region: RequestRegion, gpc: boolean): string[] => {
  const granted = effectiveConsent(regionRule(rules, region, NOW), {}, gpc);
  return SAMPLE_PURPOSES.filter((purpose) => granted[purpose]);
};

describe("the most specific rule", () => {
  test.each([
    ["FR-75", 4],
    ["FR-69", 3],
    ["DE-BY", 2],
    ["DE", 2],
    ["NO", 2],
    ["GP", 2],
    ["GB", 1],
    ["CH", 1],
    ["US-CA", 5],
    ["US", 5],
    ["JP", 1],
  ])("decides for %s", (region, days) => {
    expect(regionRule(RULES, placeOf(region), NOW).cookie_days).toBe(days);
  });

  test("is the same whatever order the rules are in", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(RULES, { minLength: RULES.length }), (shuffled) => {
        const days = ["FR-75", "FR-69", "DE", "US", "JP"].map(
          (region) => regionRule(shuffled, placeOf(region), NOW).cookie_days,
        );
        expect(days).toEqual([4, 3, 2, 5, 1]);
      }),
    );
  });

  test("is given back as it was written", () => {
    expect(regionRule(RULES, placeOf("US-TX"), NOW)).toBe(RULES[4]);
  });
});

describe("where the place is unknown", () => {
  const mixed = [
    ruleOf("*", { mode: "off", gpc: "ignore", cookie_days: 390, reask_days: 10, retention_days: 900 }),
    ruleOf("US", {
      mode: "opt-out",
      gpc: "ignore",
      cookie_days: 300,
      purposes: { analytics_storage: "granted" },
    }),
    ruleOf("US-CA", { mode: "opt-out", gpc: "honour", reask_days: 365, purposes: { ad_storage: "denied" } }),
    ruleOf("DE", { mode: "opt-in", gpc: "ignore", retention_days: 30 }),
  ];

  test("of an unknown country each setting is the strictest of all rules", () => {
    expect(regionRule(mixed, NOWHERE, NOW)).toEqual(
      ruleOf("*", {
        mode: "opt-in",
        gpc: "honour",
        purposes: { ad_storage: "denied" },
        cookie_days: 300,
        reask_days: 365,
        retention_days: 30,
      }),
    );
  });

  test("of an unknown subdivision each setting is the strictest of the country's", () => {
    expect(regionRule(mixed, placeOf("US"), NOW)).toEqual(
      ruleOf("*", {
        mode: "opt-out",
        gpc: "honour",
        purposes: { ad_storage: "denied" },
        cookie_days: 300,
        reask_days: 365,
        retention_days: 400,
      }),
    );
  });

  test("the strictest of a country without a rule of its own counts the rule that would hold there", () => {
    const local = [ruleOf("*", { mode: "opt-in" }), ruleOf("US-CA", { mode: "opt-out" })];
    expect(regionRule(local, placeOf("US"), NOW).mode).toBe("opt-in");
  });

  test("a subdivision no rule speaks of is not taken for another of the same country", () => {
    const rulesOfOthers = [ruleOf("US-CA", { mode: "off" }), ruleOf("EEA", { mode: "opt-in" })];
    expect(regionRule(rulesOfOthers, placeOf("US-NY"), NOW).mode).toBe("opt-in");
    expect(regionRule(rulesOfOthers, placeOf("US"), NOW).mode).toBe("opt-in");
  });

  test("a purpose is granted by override only where every rule grants it", () => {
    const granting = [
      ruleOf("*", { purposes: { email_marketing: "granted", ad_storage: "granted" } }),
      ruleOf("US", { purposes: { email_marketing: "granted" } }),
    ];
    expect(regionRule(granting, NOWHERE, NOW).purposes).toEqual({ email_marketing: "granted" });
  });

  test("nothing is granted that some rule denies there", () => {
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 6 }), fc.boolean(), (many, gpc) => {
        const inForce = many.filter((rule) => (rule.effective_at ?? 0) <= NOW);
        const granted = grantedUnder(inForce, NOWHERE, gpc);
        for (const rule of inForce) {
          const place = { country: rule.region.slice(0, 2), subdivision: rule.region.slice(3) || null };
          if (rule.region === "*" || rule.region === "EEA") continue;
          const there = effectiveConsent(regionRule(inForce, place, NOW), {}, gpc);
          expect(granted.filter((purpose) => !there[purpose as keyof typeof there])).toEqual([]);
        }
      }),
    );
  });

  test("adding a rule for another region never grants more", () => {
    const REGIONS = ["*", "EEA", "DE", "FR", "US", "US-CA", "US-TX"];
    const many = fc
      .uniqueArray(anyRule, { selector: (rule) => rule.region, minLength: 1, maxLength: REGIONS.length })
      .map((rules) => rules.map((rule) => ({ ...rule, effective_at: null })));
    fc.assert(
      fc.property(many, fc.boolean(), ([added, ...before], gpc) => {
        // The first rule for everywhere speaks of places that none spoke of.
        if (added === undefined || before.length === 0 || added.region === "*") return;
        const granted = grantedUnder([...before, added], NOWHERE, gpc);
        expect(grantedUnder(before, NOWHERE, gpc)).toEqual(expect.arrayContaining(granted));
      }),
    );
  });

  test("adding a rule that denies a purpose denies it", () => {
    const denying = ruleOf("JP", {
      purposes: Object.fromEntries(SAMPLE_PURPOSES.map((purpose) => [purpose, "denied"])),
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), fc.boolean(), (before, gpc) => {
        const isOff = before.every((rule) => rule.mode === "off");
        if (!isOff) expect(grantedUnder([...before, denying], NOWHERE, gpc)).toEqual([]);
      }),
    );
  });
});

describe("a rule with a date", () => {
  const before = ruleOf("DE", { mode: "opt-out", cookie_days: 1 });
  const after = ruleOf("DE", { mode: "opt-in", cookie_days: 2, effective_at: 100 });
  const germany = placeOf("DE");

  test.each([
    [99, 1],
    [100, 2],
    [101, 2],
  ])("at %d leaves version %d in force", (now, days) => {
    expect(regionRule([before, after], germany, now).cookie_days).toBe(days);
    expect(regionRule([after, before], germany, now).cookie_days).toBe(days);
  });

  test("of two that have started the later one holds", () => {
    const latest = ruleOf("DE", { cookie_days: 3, effective_at: 200 });
    expect(regionRule([latest, before, after], germany, 500).cookie_days).toBe(3);
    expect(regionRule([latest, before, after], germany, 199).cookie_days).toBe(2);
  });

  test("of two that started at one time the one written last holds", () => {
    const correction = ruleOf("DE", { cookie_days: 4, effective_at: 100 });
    expect(regionRule([before, after, correction], germany, 100).cookie_days).toBe(4);
  });

  test("that has not started leaves its region to the general one", () => {
    const general = ruleOf("*", { cookie_days: 9 });
    expect(regionRule([general, after], germany, 99)).toBe(general);
  });

  test("that has not started does not count among the strictest", () => {
    const general = ruleOf("*", { mode: "off" });
    expect(regionRule([general, after], NOWHERE, 99).mode).toBe("off");
    expect(regionRule([general, after], NOWHERE, 100).mode).toBe("opt-in");
  });

  test.each([NOWHERE, germany, placeOf("DE-BY"), placeOf("JP")])(
    "that is the only one and has not started grants nobody anything, here %j",
    (region) => {
      const rule = regionRule([after], region, 99);
      expect(Object.values(effectiveConsent(rule, {}, false))).toEqual(SAMPLE_PURPOSES.map(() => false));
      expect(rule.gpc).toBe("honour");
      expect([rule.cookie_days, rule.reask_days, rule.retention_days].every(Number.isSafeInteger)).toBe(true);
    },
  );
});

describe("where no rule is for everywhere", () => {
  const lenient = [
    ruleOf("US", { mode: "off", retention_days: 500, cookie_days: 300 }),
    ruleOf("UK", { mode: "off" }),
  ];

  test.each([NOWHERE, placeOf("JP"), placeOf("JP-13")])("nothing is granted in %j", (region) => {
    expect(
      SAMPLE_PURPOSES.filter(
        (purpose) => effectiveConsent(regionRule(lenient, region, NOW), {}, false)[purpose],
      ),
    ).toEqual([]);
    expect(regionRule(lenient, region, NOW)).toMatchObject({
      gpc: "honour",
      cookie_days: 1,
      retention_days: 400,
    });
  });

  test("the rules that there are hold where they speak", () => {
    expect(["US-NY", "GB", "JE"].map((name) => regionRule(lenient, placeOf(name), NOW).mode)).toEqual([
      "off",
      "off",
      "off",
    ]);
  });
});

describe("a group", () => {
  const rules = [
    ruleOf("*", { cookie_days: 1 }),
    ruleOf("EU", { cookie_days: 2 }),
    ruleOf("UK", { cookie_days: 3 }),
    ruleOf("JE", { cookie_days: 4 }),
  ];

  test.each([
    ["DE", 2],
    ["RE", 2],
    ["NO", 1],
    ["GB-SCT", 3],
    ["IM", 3],
    ["GG", 3],
    ["JE", 4],
  ])("decides for its countries only: %s", (region, days) => {
    expect(regionRule(rules, placeOf(region), NOW).cookie_days).toBe(days);
  });

  test("that shares a country with another is obeyed together with it", () => {
    const two = [
      ruleOf("EEA", { mode: "off", cookie_days: 9 }),
      ruleOf("EU", { mode: "opt-in", cookie_days: 10 }),
    ];
    expect(regionRule(two, placeOf("DE"), NOW)).toMatchObject({ mode: "opt-in", cookie_days: 9 });
    expect(regionRule(two, placeOf("NO"), NOW)).toMatchObject({ mode: "off", cookie_days: 9 });
  });
});

test("what holds where a place is unknown never allows more than what holds anywhere", () => {
  const places = [...["DE", "FR", "US", "US-CA", "US-TX", "US-NY", "JP", "NO"].map(placeOf), NOWHERE];
  const anyChoices = fc.constantFrom<Choices>(
    {},
    { ad_storage: { state: "granted", source: "banner", at: 1 } },
    { email_marketing: { state: "denied", source: "api", at: 1 } },
  );
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 6 }), anyChoices, fc.boolean(), (rules, choices, gpc) => {
      const unknown = regionRule(rules, NOWHERE, NOW);
      const granted = effectiveConsent(unknown, choices, gpc);
      for (const place of places) {
        const rule = regionRule(rules, place, NOW);
        const there = effectiveConsent(rule, choices, gpc);
        expect(SAMPLE_PURPOSES.filter((purpose) => granted[purpose] && !there[purpose])).toEqual([]);
        expect(unknown.cookie_days).toBeLessThanOrEqual(rule.cookie_days);
        expect(unknown.retention_days).toBeLessThanOrEqual(rule.retention_days);
        expect(unknown.reask_days).toBeGreaterThanOrEqual(rule.reask_days);
      }
    }),
  );
});

test("a more specific rule wins over every less specific one, whatever they say", () => {
  const LADDER = ["US-CA", "US", "*"];
  fc.assert(
    fc.property(fc.array(anyRule, { minLength: 3, maxLength: 3 }), fc.nat(2), (bodies, from) => {
      const rules = bodies
        .map((rule, i) => ({ ...rule, region: LADDER[i] ?? "*", effective_at: null }))
        .slice(from);
      expect(regionRule(rules.toReversed(), placeOf("US-CA"), NOW)).toEqual(rules[0]);
    }),
  );
});

test("a rule finder finds what the rules say, at any times in any order", () => {
  const regions = [NOWHERE, ...["DE", "FR-75", "US", "US-CA", "US-NY", "JP", "JP-CA"].map(placeOf)];
  const asked = fc.array(fc.tuple(fc.constantFrom(...regions), fc.constantFrom(0, 9, 10, 15, 20, 30)));
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 6 }), asked, (rules, questions) => {
      const ruleFor = createRuleFinder(rules);
      for (const [region, now] of questions)
        expect(ruleFor(region, now)).toEqual(regionRule(rules, region, now));
    }),
  );
});
