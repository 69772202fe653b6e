import { Segment, TCString } from "@iabtechlabtcf/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBits } from "../../../../worker/domain/consent/signals/bit-reader.ts";
import { SIGNAL_TEXT_MAX } from "../../../../worker/domain/consent/signals/signal-reading.ts";
import { readTcf, type TcfFallback } from "../../../../worker/domain/consent/signals/tcf.ts";
import vectors from "../../../fixtures/consent-signals.json" with { type: "json" };
import { base64urlOf, bitsOf, damage } from "./bits.ts";
import {
  anyGoodTc,
  CORE_HEAD_BITS,
  encodeTc,
  GOOD,
  HOSTILE_RANGES_BITS,
  NO_VENDORS_BITS,
  NOW,
  type TcSample,
} from "./tcf-samples.ts";

const DAY_MS = 86_400_000;

const stateOf = (isGranted: boolean) => (isGranted ? "granted" : "denied");
const statesOf = (analytics: boolean, storage: boolean, userData: boolean, personal: boolean) => {
  return {
    analytics_storage: stateOf(analytics),
    ad_storage: stateOf(storage),
    ad_user_data: stateOf(userData),
    ad_personalization: stateOf(personal),
  };
};
const NONE = statesOf(false, false, false, false);
const ALL = statesOf(true, true, true, true);
const good = (states: typeof NONE) => ({ states, fault: null });
const MALFORMED = { states: NONE, fault: "malformed" };
const INVALID = { states: NONE, fault: "invalid" };
const EXPIRED = { states: NONE, fault: "expired" };

const readSample = (sample: Partial<TcSample>, fallback: TcfFallback = "deny", now = NOW) =>
  readTcf(encodeTc({ ...GOOD, ...sample }), fallback, now);
const withoutPublisher = [Segment.VENDORS_DISCLOSED];

describe("a recorded string", () => {
  const expectations: Readonly<Record<string, unknown>> = {
    "full_consent_v2.3": good(ALL),
    purpose_1_and_7_only: good(statesOf(false, false, true, false)),
    basic_ads_1_2_7_no_profiles: good(statesOf(false, false, true, false)),
    no_publisher_segment: good(NONE),
    core_only_missing_disclosed_vendors: INVALID,
    policy_version_2_old: INVALID,
    not_service_specific: INVALID,
  };

  test.each(vectors.tcf.map((vector) => [vector.name, vector] as const))("%s", (name, vector) => {
    expect(readTcf(vector.tc_string, "deny", NOW)).toEqual(expectations[name]);
    expect(readTcf(vector.tc_string, "deny", NOW).fault === null).toBe(vector.expect.valid_v23);
  });

  test("that says what follows from it is read as it says", () => {
    const said = vectors.tcf.flatMap(
      ({ tc_string, expect: { ads_profile, ads_personalised, measurement } }) =>
        ads_profile === undefined ? [] : [{ tc_string, said: [ads_profile, ads_personalised, measurement] }],
    );
    expect(said.length).toBeGreaterThan(2);
    for (const { tc_string, said: expected } of said) {
      const { states } = readTcf(tc_string, "deny", NOW);
      const read = [states.ad_storage, states.ad_personalization, states.ad_user_data];
      expect(read.map((state) => state === "granted")).toEqual(expected);
    }
  });
});

describe("the fallback decides without a publisher segment", () => {
  const text = vectors.tcf.find(({ name }) => name === "no_publisher_segment")?.tc_string ?? "";
  const asPurposes = good(statesOf(false, true, true, true));

  test.each<[TcfFallback, unknown]>([
    ["deny", good(NONE)],
    ["purposes", asPurposes],
    [755, asPurposes],
    [754, good(NONE)],
    [756, good(NONE)],
    [0, good(NONE)],
    [-1, good(NONE)],
    [70_000, good(NONE)],
    [Number.NaN, good(NONE)],
  ])("%s", (fallback, expected) => {
    expect(readTcf(text, fallback, NOW)).toEqual(expected);
  });

  test.each<TcfFallback>(["deny", "purposes", 2, 9])("and %s decides nothing with one", (fallback) => {
    expect(readSample({ consents: [], publisherConsents: [1, 3] }, fallback)).toEqual(
      good(statesOf(false, true, false, false)),
    );
    expect(readSample({ publisherConsents: [] }, fallback)).toEqual(good(NONE));
  });

  test("a range of vendors that starts at 0 holds no vendor 0", () => {
    const zero = bitsOf([5, 16], [1, 1], [1, 12], [1, 1], [0, 16], [5, 16]);
    const core = base64urlOf(CORE_HEAD_BITS + zero + NO_VENDORS_BITS + bitsOf([0, 12]));
    const disclosed = base64urlOf(bitsOf([1, 3]) + NO_VENDORS_BITS);
    expect(readTcf(`${core}.${disclosed}`, 0, NOW)).toEqual(good(NONE));
    expect(readTcf(`${core}.${disclosed}`, 5, NOW)).toEqual(good(ALL));
    expect(readTcf(`${core}.${disclosed}`, 6, NOW)).toEqual(good(NONE));
  });
});

describe("a string does not count", () => {
  test.each([
    [3, INVALID],
    [4, good(ALL)],
  ])("below policy 4: %d", (policyVersion, expected) => {
    expect(readSample({ policyVersion })).toEqual(expected);
  });

  test("made for a group of sites", () => {
    expect(readSample({ isServiceSpecific: false })).toEqual(INVALID);
  });

  test.each([
    [Date.UTC(2026, 2, 1) - 100, good(ALL)],
    [Date.UTC(2026, 2, 1), INVALID],
  ])("without disclosed vendors from March 2026 on: %d", (lastUpdatedAt, expected) => {
    expect(readSample({ lastUpdatedAt, segments: [Segment.PUBLISHER_TC] })).toEqual(expected);
  });

  test.each([
    [395 * DAY_MS - 100, good(ALL)],
    [395 * DAY_MS, good(ALL)],
    [395 * DAY_MS + 100, EXPIRED],
    [-DAY_MS, good(ALL)],
    [-DAY_MS - 100, INVALID],
  ])("when it is %d ms old", (age, expected) => {
    expect(readSample({ lastUpdatedAt: NOW }, "deny", NOW + age)).toEqual(expected);
  });

  test("and what is invalid and old is invalid", () => {
    expect(readSample({ policyVersion: 3 }, "deny", NOW + 500 * DAY_MS)).toEqual(INVALID);
  });
});

const NO_RESTRICTIONS = bitsOf([0, 12]);
const range = (first: number, last: number) => bitsOf([1, 1], [first, 16], [last, 16]);
const list = (ranges: string) => bitsOf([9, 16], [1, 1], [1, 12]) + ranges;
const restriction = (ranges: string) => bitsOf([1, 12], [2, 6], [1, 2], [1, 12]) + ranges;

describe("a text is malformed", () => {
  const [core = "", disclosed = "", publisher = ""] = encodeTc(GOOD).split(".");

  test("the parts that the cases are made from are well-formed", () => {
    expect(readTcf(`${core}.${publisher}.${disclosed}`, "deny", NOW)).toEqual(good(ALL));
  });

  test.each([
    ["empty", ""],
    ["of another version", `B${core.slice(1)}.${disclosed}.${publisher}`],
    ["padded", `${core}.${disclosed}.${publisher}=`],
    ["of another alphabet", `${core}.${disclosed}.${publisher.slice(0, -1)}+`],
    ["of a letter that only looks alike", `${core}.${disclosed}.${publisher.slice(0, -1)}\u0410`],
    ["with an empty segment", `${core}.${disclosed}.${publisher}.`],
    ["without a core", `.${disclosed}.${publisher}`],
    ["with two cores", `${core}.${core}.${disclosed}`],
    ["with two publisher segments", `${core}.${disclosed}.${publisher}.${publisher}`],
    ["with two disclosed segments", `${core}.${disclosed}.${disclosed}.${publisher}`],
    ["with a segment of type 4", `${core}.${disclosed}.${base64urlOf(bitsOf([4, 3], [0, 60]))}`],
    ["with the core at the end", `${disclosed}.${publisher}.${core}`],
    ["with a cut publisher segment", `${core}.${disclosed}.${publisher.slice(0, 9)}`],
    [
      "whose publisher announces more purposes than there are",
      `${core}.${disclosed}.${base64urlOf(bitsOf([3, 3], [0, 48], [6, 6], [0, 9]))}`,
    ],
    ["with a cut disclosed segment", `${core}.${disclosed.slice(0, -2)}.${publisher}`],
    ["with a cut core", `${core.slice(0, -2)}.${disclosed}.${publisher}`],
  ])("%s", (_, text) => {
    expect(readTcf(text, "purposes", NOW)).toEqual(MALFORMED);
  });

  const withLists = (consent: string, interest: string, restrictions: string) =>
    readTcf(
      `${base64urlOf(CORE_HEAD_BITS + consent + interest + restrictions)}.${disclosed}.${publisher}`,
      "deny",
      NOW,
    );
  test.each([
    ["forwards is none", list(range(4, 4)), list(range(3, 9)), restriction(range(1, 2)), good(ALL)],
    ["backwards in the consents", list(range(5, 4)), NO_VENDORS_BITS, NO_RESTRICTIONS, MALFORMED],
    ["backwards in the interests", NO_VENDORS_BITS, list(range(5, 4)), NO_RESTRICTIONS, MALFORMED],
    ["backwards in the restrictions", NO_VENDORS_BITS, NO_VENDORS_BITS, restriction(range(5, 4)), MALFORMED],
    ["missing in the restrictions", NO_VENDORS_BITS, NO_VENDORS_BITS, restriction(""), MALFORMED],
    ["and its restrictions missing", NO_VENDORS_BITS, NO_VENDORS_BITS, "", MALFORMED],
  ])("with a range of vendors %s", (_, consent, interest, restrictions, expected) => {
    expect(withLists(consent, interest, restrictions)).toEqual(expected);
  });

  test("longer than what is read", () => {
    const [head = "", middle = ""] = encodeTc({ ...GOOD, segments: withoutPublisher }).split(".");
    const fill = (length: number) =>
      `${head}${"A".repeat(length - head.length - middle.length - 1)}.${middle}`;
    expect(readTcf(fill(SIGNAL_TEXT_MAX), "purposes", NOW)).toEqual(good(ALL));
    expect(readTcf(fill(SIGNAL_TEXT_MAX + 1), "purposes", NOW)).toEqual(MALFORMED);
  });
});

const anyFallback: fc.Arbitrary<TcfFallback> = fc.oneof(
  fc.constantFrom<TcfFallback>("deny", "purposes"),
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 2_100 }),
);

/** Whether the consents of vendors are ranges: a bit behind the 213 of fixed length and the 16 of the highest id. */
const hasRanges = (text: string): boolean =>
  readBits(text.split(".")[0] ?? "", (reader) => {
    reader.skip(213 + 16);
    return reader.readFlag();
  }) ?? false;

/** The reading by the IAB's library: it decodes the text, and the sets it makes are asked. */
const readByLibrary = (text: string, fallback: TcfFallback) => {
  const model = TCString.decode(text);
  const hasPublisher = text.split(".").some((part) => /^[Y-Za-f]/.test(part));
  const isVendor = typeof fallback === "number" && model.vendorConsents.has(fallback);
  const vector = hasPublisher ? model.publisherConsents : model.purposeConsents;
  const counts = hasPublisher || fallback === "purposes" || isVendor;
  const grants = (purpose: number) => counts && vector.has(1) && vector.has(purpose);
  return good(statesOf(grants(9), grants(3), grants(7), grants(4)));
};

describe("whatever the string", () => {
  test("it is read as the IAB's library reads it", () => {
    fc.assert(
      fc.property(anyGoodTc, anyFallback, fc.boolean(), (sample, fallback, asksForListed) => {
        const text = encodeTc(sample);
        const asked = asksForListed && sample.vendors[0] !== undefined ? sample.vendors[0] : fallback;
        expect(readTcf(text, asked, NOW)).toEqual(readByLibrary(text, asked));
      }),
      { numRuns: 400 },
    );
  });

  test("the samples have both kinds of lists of vendors, and every outcome", () => {
    const seen = new Set<string>();
    for (const sample of fc.sample(anyGoodTc, { numRuns: 300, seed: 1 })) {
      const text = encodeTc(sample);
      seen.add(`ranges ${hasRanges(text)}`);
      for (const fallback of ["deny", "purposes", sample.vendors[0] ?? 1] as const) {
        for (const [purpose, state] of Object.entries(readTcf(text, fallback, NOW).states)) {
          seen.add(`${typeof fallback === "number" ? "vendor" : fallback} ${purpose} ${state}`);
        }
      }
    }
    expect(seen.size).toBe(2 + 3 * 4 * 2);
  });

  test("damaged it never throws, and grants only what has no fault", () => {
    const character = fc.oneof(
      fc.constant(null),
      fc.constantFrom(..."AZaz09-_.=~ \u0000\u{1F36A}".split("")),
    );
    fc.assert(
      fc.property(anyGoodTc, fc.nat(), character, anyFallback, (sample, at, replacement, fallback) => {
        const { states, fault } = readTcf(damage(encodeTc(sample), at, replacement), fallback, NOW);
        expect(Object.keys(states)).toEqual(Object.keys(NONE));
        if (fault !== null) expect(states).toEqual(NONE);
      }),
      { numRuns: 400 },
    );
  });

  test("cut off within its core it is malformed, at every character", () => {
    const [core = ""] = encodeTc(GOOD).split(".");
    // The last character may be padding alone.
    for (let length = 0; length < core.length - 1; length += 1) {
      expect(readTcf(core.slice(0, length), "purposes", NOW)).toEqual(MALFORMED);
    }
  });

  test("any text at all is read without throwing", () => {
    const any = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.base64String(),
      fc.string().map((text) => `C${text}`),
    );
    fc.assert(
      fc.property(any, anyFallback, fc.integer(), (text, fallback, now) => {
        expect(readTcf(text, fallback, now)).toEqual(MALFORMED);
      }),
    );
  });

  test("with ranges over all vendors it is read like any other", () => {
    const short = HOSTILE_RANGES_BITS.replace(/^.{29}/, bitsOf([65_535, 16], [1, 1], [900, 12])).slice(
      0,
      29 + 33 * 900,
    );
    const core = base64urlOf(CORE_HEAD_BITS + short + short + bitsOf([0, 12]));
    const text = `${core}.${base64urlOf(bitsOf([1, 3]) + short)}`;
    expect(text.length).toBeLessThan(SIGNAL_TEXT_MAX);
    expect(readTcf(text, 65_535, NOW)).toEqual(good(ALL));
  });
});
