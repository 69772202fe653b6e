import { describe, expect, test } from "vitest";
import type { ConsentMode, ConsentState, Purpose, RegionRule } from "../../../schemas/consent.ts";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import { DEFAULT_REGION_RULES } from "../../../worker/domain/consent/default-rules.ts";
import {
  effectiveConsent,
  mayLeaveForAds,
  mayStoreHistory,
} from "../../../worker/domain/consent/effective.ts";
import { regionRule } from "../../../worker/domain/consent/region-rule.ts";
import { ruleOf, SAMPLE_PURPOSES } from "./sample.ts";

type Stated = ConsentState | undefined;

/** What one purpose comes to, read off §6 of the design as a list of cases: the first that applies decides. */
const isExpected = (
  mode: ConsentMode,
  override: Stated,
  choice: Stated,
  isSignalled: boolean,
  purpose: Purpose,
): boolean => {
  if (isSignalled && purpose.startsWith("ad_")) return false;
  if (choice !== undefined) return choice === "granted";
  if (override !== undefined) return override === "granted";
  if (purpose.endsWith("_marketing")) return false;
  return mode !== "opt-in";
};

const STATES = [undefined, "granted", "denied"] as const;
const SWITCHES = [false, true] as const;

interface Cell {
  readonly override: Stated;
  readonly choice: Stated;
  readonly gpc: boolean;
  readonly honour: boolean;
  readonly purpose: Purpose;
}

const CELLS: Cell[] = STATES.flatMap((override) =>
  STATES.flatMap((choice) =>
    SWITCHES.flatMap((gpc) =>
      SWITCHES.flatMap((honour) =>
        SAMPLE_PURPOSES.map((purpose) => ({ override, choice, gpc, honour, purpose })),
      ),
    ),
  ),
);

const actual = (mode: ConsentMode, { override, choice, gpc, honour, purpose }: Cell): boolean => {
  const rule = ruleOf("*", {
    mode,
    gpc: honour ? "honour" : "ignore",
    purposes: override === undefined ? {} : { [purpose]: override },
  });
  const choices: Choices =
    choice === undefined ? {} : { [purpose]: { state: choice, source: "banner", at: 1 } };
  return effectiveConsent(rule, choices, gpc)[purpose];
};

describe("every combination of override, choice, signal and purpose", () => {
  test.each(["opt-in", "opt-out", "off"] as const)("comes out under %s as the design says", (mode) => {
    const wrong = CELLS.filter(
      (cell) =>
        actual(mode, cell) !==
        isExpected(mode, cell.override, cell.choice, cell.gpc && cell.honour, cell.purpose),
    );
    expect(wrong).toEqual([]);
    expect(CELLS).toHaveLength(252);
  });
});

test("one purpose's choice and override say nothing of the others", () => {
  const rule = ruleOf("*", { purposes: { analytics_storage: "granted" } });
  expect(
    effectiveConsent(rule, { sms_marketing: { state: "granted", source: "api", at: 1 } }, false),
  ).toEqual({
    analytics_storage: true,
    ad_storage: false,
    ad_user_data: false,
    ad_personalization: false,
    email_marketing: false,
    sms_marketing: true,
    push_marketing: false,
  });
});

describe("what the purposes allow", () => {
  const none = effectiveConsent(ruleOf("*"), {}, false);

  test.each<[Partial<Record<Purpose, boolean>>, boolean]>([
    [{}, false],
    [{ analytics_storage: true }, true],
    [{ ad_storage: true }, true],
    [{ ad_user_data: true, ad_personalization: true, email_marketing: true }, false],
  ])("a history is stored under %j: %s", (granted, expected) => {
    expect(mayStoreHistory({ ...none, ...granted })).toBe(expected);
  });

  test.each<[Partial<Record<Purpose, boolean>>, boolean]>([
    [{ ad_user_data: true, ad_personalization: true }, true],
    [{ ad_user_data: true }, false],
    [{ ad_personalization: true }, false],
    [{ ad_storage: true, analytics_storage: true }, false],
  ])("a profile leaves for ad platforms under %j: %s", (granted, expected) => {
    expect(mayLeaveForAds({ ...none, ...granted })).toBe(expected);
  });
});

const ruleFor = (region: string): RegionRule => {
  const [country = null, subdivision = null] = region === "" ? [] : region.split("-");
  return regionRule(DEFAULT_REGION_RULES, { country, subdivision }, 0);
};

describe("a new site's rules", () => {
  const accept: Partial<Record<Purpose, ConsentState>> = {
    analytics_storage: "granted",
    ad_storage: "granted",
    ad_user_data: "granted",
    ad_personalization: "granted",
  };
  const reject: typeof accept = {
    analytics_storage: "denied",
    ad_storage: "denied",
    ad_user_data: "denied",
    ad_personalization: "denied",
  };

  const choicesOf = (stamp: typeof accept): Choices =>
    Object.fromEntries(
      Object.entries(stamp).map(([purpose, state]) => [purpose, { state, source: "banner", at: 1 }]),
    );

  test.each<[string, typeof accept, boolean, [analytics: boolean, ads: boolean]]>([
    ["DE", {}, false, [false, false]],
    ["DE", reject, false, [false, false]],
    ["DE", accept, false, [true, true]],
    ["DE", accept, true, [true, false]],
    ["NO", {}, false, [false, false]],
    ["CH", {}, false, [false, false]],
    ["GB", {}, false, [false, false]],
    ["BR", {}, false, [false, false]],
    ["RE", {}, false, [false, false]],
    ["US-CA", {}, false, [true, true]],
    ["US-CA", accept, true, [true, false]],
    ["US-CA", reject, false, [false, false]],
    ["US-VA", {}, true, [true, false]],
    ["US", {}, false, [true, true]],
    ["CA-QC", {}, false, [false, false]],
    ["CA-ON", {}, false, [true, true]],
    ["CA", {}, false, [false, false]],
    ["KE", {}, false, [false, false]],
    ["", {}, false, [false, false]],
    ["FR", { analytics_storage: "granted" }, false, [true, false]],
  ])(
    "give a visitor from %s who chose %j, with the signal %s, %j",
    (region, stamp, gpc, [analytics, ads]) => {
      expect(effectiveConsent(ruleFor(region), choicesOf(stamp), gpc)).toEqual({
        analytics_storage: analytics,
        ad_storage: ads,
        ad_user_data: ads,
        ad_personalization: ads,
        email_marketing: false,
        sms_marketing: false,
        push_marketing: false,
      });
    },
  );
});
