import * as gpp from "@iabgpp/cmpapi";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readGpp } from "../../../../worker/domain/consent/signals/gpp.ts";
import { SIGNAL_TEXT_MAX } from "../../../../worker/domain/consent/signals/signal-reading.ts";
import { readTcf } from "../../../../worker/domain/consent/signals/tcf.ts";
import vectors from "../../../fixtures/consent-signals.json" with { type: "json" };
import { base64urlOf, bitsOf, damage } from "./bits.ts";
import { allowingFields, anyUsString, encodeUs, gppOf } from "./gpp-samples.ts";
import { encodeTc, GOOD, HOSTILE_RANGES_BITS, NOW } from "./tcf-samples.ts";

const read = (text: string) => readGpp(text, "deny", NOW);

const ADS_DENIED = { ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" };
const ALL_GRANTED = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};
const ALL_DENIED = { ...ADS_DENIED, analytics_storage: "denied" };
const NOTHING_SAID = { states: {}, fault: null };
const OPTED_OUT = { states: ADS_DENIED, fault: null };
const MALFORMED = { states: ADS_DENIED, fault: "malformed" };

describe("a recorded string", () => {
  test.each(vectors.gpp.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    expect(read(vector.gpp)).toEqual(vector.expect.ad_export === "deny" ? OPTED_OUT : NOTHING_SAID);
  });
});

describe("the US privacy string", () => {
  test.each([
    ["1YNN", NOTHING_SAID],
    ["1YYN", OPTED_OUT],
    ["1NYN", OPTED_OUT],
    ["1-Y-", OPTED_OUT],
    ["1yyn", OPTED_OUT],
    ["1---", NOTHING_SAID],
    ["1YNY", NOTHING_SAID],
    ["2YNN", MALFORMED],
    ["1YN", MALFORMED],
    ["1YNNN", MALFORMED],
    ["1YXN", MALFORMED],
    ["1YNN\n", MALFORMED],
    ["", MALFORMED],
  ])("%j", (text, expected) => {
    expect(read(gppOf([6, text]))).toEqual(expected);
  });
});

/** A flag for each of the 24 purposes. */
const flags = (numbers: readonly number[]) =>
  Array.from({ length: 24 }, (_, index) => numbers.includes(index + 1));
const canada = (express: readonly number[], implied: readonly number[]): string => {
  const section = new gpp.TcfCaV1();
  section.setFieldValue("PurposesExpressConsent", flags(express));
  section.setFieldValue("PurposesImpliedConsent", flags(implied));
  section.setFieldValue("VendorExpressConsent", [2, 755]);
  return section.encode();
};

describe("TCF Canada", () => {
  test.each<[readonly number[], readonly number[], readonly string[]]>([
    [[], [], ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"]],
    [[1, 3, 4, 7, 9], [], []],
    [[], [1, 3, 4, 7, 9], []],
    [[1], [3, 9], ["ad_user_data", "ad_personalization"]],
    [
      [3, 9],
      [4, 7],
      ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"],
    ],
    [[1, 4], [7], ["analytics_storage", "ad_storage"]],
  ])("express consent to %j and implied to %j denies %j, and grants nothing", (express, implied, denied) => {
    expect(read(gppOf([5, canada(express, implied)]))).toEqual({
      states: Object.fromEntries(denied.map((purpose) => [purpose, "denied"])),
      fault: null,
    });
  });

  test("with ranges over all vendors it is read like any other", () => {
    const bits = bitsOf([1, 6], [0, 145], [0xff_ff_ff, 24], [0, 24]) + HOSTILE_RANGES_BITS.slice(0, 60_000);
    expect(read(gppOf([5, base64urlOf(bits)]))).toEqual(NOTHING_SAID);
  });

  test("of another version, or cut off before its purposes, it is malformed", () => {
    const text = canada([1, 3, 4, 7, 9], []);
    expect(read(gppOf([5, `C${text.slice(1)}`]))).toEqual(MALFORMED);
    expect(read(gppOf([5, text.slice(0, 34)]))).toEqual(NOTHING_SAID);
    expect(read(gppOf([5, text.slice(0, 33)]))).toEqual(MALFORMED);
    expect(read(gppOf([5, ""]))).toEqual(MALFORMED);
  });
});

describe("a TCF section", () => {
  const tcString = encodeTc(GOOD);
  const allowing = encodeUs(gpp.UsCa, allowingFields(gpp.UsCa));
  const denying = encodeUs(gpp.UsCa, { ...allowingFields(gpp.UsCa), Gpc: true });

  test("is read as a TC string", () => {
    expect(read(gppOf([2, tcString]))).toEqual({ states: ALL_GRANTED, fault: null });
    const bare = vectors.tcf.find(({ name }) => name === "no_publisher_segment")?.tc_string ?? "";
    for (const fallback of ["deny", "purposes", 755, 2] as const) {
      expect(readGpp(gppOf([2, bare]), fallback, NOW)).toEqual(readTcf(bare, fallback, NOW));
    }
  });

  test.each([
    ["stands beside one that says nothing", [8, allowing], { states: ALL_GRANTED, fault: null }],
    [
      "yields to one that denies",
      [8, denying],
      { states: { ...ADS_DENIED, analytics_storage: "granted" }, fault: null },
    ],
    ["grants nothing beside one that is malformed", [8, `${allowing}.`], MALFORMED],
    ["grants nothing beside one that nobody knows", [28, "BAAA"], MALFORMED],
  ] as const)("%s", (_, other, expected) => {
    expect(read(gppOf([2, tcString], other))).toEqual(expected);
  });

  test("with a fault denies all four purposes, and the fault is told", () => {
    const old = readGpp(gppOf([2, tcString], [8, allowing]), "deny", NOW + 400 * 86_400_000);
    expect(old).toEqual({ states: ALL_DENIED, fault: "expired" });
    expect(read(gppOf([2, "C"], [8, allowing]))).toEqual({ states: ALL_DENIED, fault: "malformed" });
  });
});

/** A string of this length that says nothing. */
const fill = (length: number) => {
  const core = base64urlOf(bitsOf([1, 6], [0, 145], [0xff_ff_ff, 24], [0, 24]));
  return gppOf([5, core.padEnd(length - gppOf([5, ""]).length, "A")]);
};

describe("a string is malformed", () => {
  test.each([1, 3, 4, 28, 63])("with a section of the unknown id %d", (id) => {
    expect(read(gppOf([id, "BAAA"]))).toEqual(MALFORMED);
  });

  test("when it is longer than what is read", () => {
    const uspv1 = gppOf([6, "1YNN"]);
    expect(read(uspv1)).toEqual(NOTHING_SAID);
    expect([fill(SIGNAL_TEXT_MAX), fill(SIGNAL_TEXT_MAX + 1)].map(({ length }) => length)).toEqual([
      SIGNAL_TEXT_MAX,
      SIGNAL_TEXT_MAX + 1,
    ]);
    expect(read(fill(SIGNAL_TEXT_MAX))).toEqual(NOTHING_SAID);
    expect(read(fill(SIGNAL_TEXT_MAX + 1))).toEqual(MALFORMED);
  });

  test("and any text at all is read without throwing", () => {
    const any = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `DBABLA~${text}`),
      fc.base64String().map((text) => `DBACNYA~${text.replaceAll("=", "~")}`),
    );
    fc.assert(
      fc.property(any, (text) => {
        const { states } = read(text);
        expect(Object.values(states)).not.toContain("granted");
        if (!text.startsWith("DBA")) expect(read(text)).toEqual(MALFORMED);
      }),
    );
  });

  test("damaged it never throws, and grants only what has no fault", () => {
    const character = fc.oneof(
      fc.constant(null),
      fc.constantFrom(..."ABCDZaz09-_.=~ \u0000\u{1F36A}".split("")),
    );
    fc.assert(
      fc.property(anyUsString, fc.boolean(), fc.nat(), character, (samples, hasTcf, at, replacement) => {
        const us = samples.map(({ section, fields, hasSecond }): [number, string] => [
          section.ID,
          encodeUs(section, fields, hasSecond),
        ]);
        const text = gppOf(...(hasTcf ? [[2, encodeTc(GOOD)] as const] : []), ...us);
        const { states, fault } = read(damage(text, at, replacement));
        if (fault === null) return;
        expect(Object.values(states)).not.toContain("granted");
        expect(states).toMatchObject(ADS_DENIED);
      }),
      { numRuns: 400 },
    );
  });
});
