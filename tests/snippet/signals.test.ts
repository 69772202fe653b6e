import { Segment } from "@iabtechlabtcf/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createConsentMode } from "../../snippet/signals/google.ts";
import { gppSays } from "../../snippet/signals/gpp.ts";
import { tcfStates } from "../../snippet/signals/tcf.ts";
import type { Bits, TcData } from "../../snippet/signals/tools.ts";
import { readGpp } from "../../worker/domain/consent/signals/gpp.ts";
import { readTcf } from "../../worker/domain/consent/signals/tcf.ts";
import vectors from "../fixtures/consent-signals.json" with { type: "json" };
import {
  anyUsString,
  encodeSamples,
  encodeUs,
  type UsSample,
} from "../domain/consent/signals/gpp-samples.ts";
import { anyGoodTc, encodeTc, GOOD, NOW, type TcSample } from "../domain/consent/signals/tcf-samples.ts";

const bitsOf = (numbers: readonly number[]): Bits =>
  Object.fromEntries(numbers.map((number) => [number, true]));

/** What a consent tool hands over: the string, and the same decoded. */
const tcDataOf = (sample: TcSample): TcData => ({
  tcString: encodeTc(sample),
  tcfPolicyVersion: sample.policyVersion,
  gdprApplies: true,
  eventStatus: "tcloaded",
  isServiceSpecific: sample.isServiceSpecific,
  purpose: { consents: bitsOf(sample.consents) },
  vendor: { consents: bitsOf(sample.vendors) },
  publisher: {
    consents: bitsOf(sample.segments.includes(Segment.PUBLISHER_TC) ? sample.publisherConsents : []),
  },
});

const parsedOf = ({ section, fields, hasSecond }: UsSample): [string, object] => [
  section.NAME,
  new section(encodeUs(section, fields, hasSecond)).toObj() as object,
];

const pingOf = (samples: readonly UsSample[]) => ({
  signalStatus: "ready",
  applicableSections: samples.map(({ section }) => section.ID),
  gppString: encodeSamples(samples),
  parsedSections: Object.fromEntries(samples.map(parsedOf)),
});

describe("the browser comes to the same as the server", () => {
  test("of every TC string that counts", () => {
    const fallback = fc.constantFrom("deny" as const, "purposes" as const, 2, 755);
    fc.assert(
      fc.property(anyGoodTc, fallback, (sample, by) => {
        const data = tcDataOf(sample);
        expect(tcfStates(data, by)).toEqual(readTcf(data.tcString, by, NOW).states);
      }),
      { numRuns: 500 },
    );
  });

  test.each([{ policyVersion: 3 }, { isServiceSpecific: false }])("of one that does not: %j", (fault) => {
    const data = tcDataOf({ ...GOOD, ...fault });
    expect(tcfStates(data, "deny")).toEqual(readTcf(data.tcString, "deny", NOW).states);
    expect(Object.values(tcfStates(data, "deny"))).not.toContain("granted");
  });

  test("of every GPP string of the United States, in both shapes in which tools show sections", () => {
    fc.assert(
      fc.property(anyUsString, fc.boolean(), (samples, isList) => {
        const ping = pingOf(samples);
        const listed = Object.entries(ping.parsedSections).map(([name, section]) => [
          name,
          Object.entries(section).map(([field, value]) => ({ [field]: value as unknown })),
        ]);
        const parsedSections = isList ? (Object.fromEntries(listed) as object) : ping.parsedSections;
        const { states } = gppSays({ ...ping, parsedSections: parsedSections as typeof ping.parsedSections });
        expect(states).toEqual(readGpp(ping.gppString, "deny", NOW).states);
      }),
      { numRuns: 500 },
    );
  });
});

test("sections of the United States say nothing where none applies", () => {
  const parsedSections = { usnat: { SaleOptOut: 1 } };
  const says = (applicableSections: number[]) =>
    gppSays({ signalStatus: "ready", applicableSections, gppString: "", parsedSections }).states;
  expect([says([-1]), says([]), says([2])]).toEqual([{}, {}, {}]);
  expect(says([7])).toEqual({ ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" });
});

/** Commands of `gtag`, where the visitor is, and what they come to. */
const REGION_VECTORS = vectors.consent_mode as unknown as readonly {
  name: string;
  commands: [verb: string, params: object][];
  visitor: string;
  expect: object;
}[];

describe("Consent Mode", () => {
  test.each(REGION_VECTORS)("$name", ({ commands, visitor, expect: expected }) => {
    const mode = createConsentMode(visitor);
    for (const [verb, params] of commands) mode.hear({ 0: "consent", 1: verb, 2: params });
    expect({ ...mode.before, ...mode.update }).toEqual(expected);
  });

  test.each([null, "denied", 5, { ad_storage: "perhaps" }, { ad_storage: true }, []])(
    "takes nothing from %j",
    (params) => {
      const mode = createConsentMode("DE");
      mode.hear({ 0: "consent", 1: "default", 2: params });
      mode.hear({ 0: "consent", 1: "update", 2: params });
      expect([mode.before, mode.update]).toEqual([{}, {}]);
    },
  );

  test("a default for elsewhere says nothing here", () => {
    const mode = createConsentMode("DE");
    mode.hear({ 0: "consent", 1: "default", 2: { ad_storage: "denied", region: ["FR", "DE-BE"] } });
    expect(mode.before).toEqual({});
  });
});
