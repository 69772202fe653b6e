import * as gpp from "@iabgpp/cmpapi";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readGpp } from "../../../../worker/domain/consent/signals/gpp.ts";
import { base64urlOf, bitsOf } from "./bits.ts";
import {
  allowingFields,
  anyUsString,
  encodeSamples,
  encodeUs,
  type Fields,
  type FieldValue,
  gppOf,
  US_SECTIONS,
  type UsSample,
  type UsSection,
} from "./gpp-samples.ts";
import { NOW } from "./tcf-samples.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const read = (text: string) => readGpp(text, "deny", NOW);

const ADS_DENIED = { ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" };
const NOTHING_SAID = { states: {}, fault: null };
const OPTED_OUT = { states: ADS_DENIED, fault: null };
const MALFORMED = { states: ADS_DENIED, fault: "malformed" };

/** Whether a list of fields denies, case by case. */
const DENYING_CASES: Readonly<Record<string, (fields: Fields) => boolean>> = {
  "global privacy control": (fields) => fields["Gpc"] === true,
  "service provider mode": (fields) => fields["MspaServiceProviderMode"] === 1,
  "service provider mode of later sections": (fields) => fields["MspaMode"] === 2,
  "personal data": (fields) => fields["PersonalDataConsents"] === 2,
  "a known child": (fields) =>
    typeof fields["KnownChildSensitiveDataConsents"] === "object"
      ? fields["KnownChildSensitiveDataConsents"].some((value) => value > 0)
      : Number(fields["KnownChildSensitiveDataConsents"] ?? 0) > 0,
  "sale: opted out": (fields) => fields["SaleOptOut"] === 1,
  "sale: no notice": (fields) => fields["SaleOptOutNotice"] === 2,
  "sale: no opt-out from what nobody was told of": (fields) =>
    fields["SaleOptOut"] === 2 && fields["SaleOptOutNotice"] === 0,
  "sharing: opted out": (fields) => fields["SharingOptOut"] === 1,
  "sharing: no notice of the opt-out": (fields) => fields["SharingOptOutNotice"] === 2,
  "sharing: no notice": (fields) => fields["SharingNotice"] === 2,
  "sharing: no opt-out from what nobody could opt out of": (fields) =>
    fields["SharingOptOut"] === 2 && fields["SharingOptOutNotice"] === 0,
  "sharing: no opt-out from what nobody was told of": (fields) =>
    fields["SharingOptOut"] === 2 && fields["SharingNotice"] === 0,
  "targeted advertising: opted out": (fields) => fields["TargetedAdvertisingOptOut"] === 1,
  "targeted advertising: no notice": (fields) => fields["TargetedAdvertisingOptOutNotice"] === 2,
  "targeted advertising: no opt-out from what nobody was told of": (fields) =>
    fields["TargetedAdvertisingOptOut"] === 2 && fields["TargetedAdvertisingOptOutNotice"] === 0,
};

/** The second segment is where `Gpc` is: without it nothing of it is left. */
const fieldsWritten = ({ fields, hasSecond }: UsSample): Fields =>
  hasSecond ? fields : { ...fields, Gpc: false };
const denyingCases = (sample: UsSample): string[] =>
  Object.keys(DENYING_CASES).filter((name) => DENYING_CASES[name]?.(fieldsWritten(sample)));

const only = (section: UsSection, fields: Fields = {}, hasSecond = true) =>
  read(gppOf([section.ID, encodeUs(section, { ...allowingFields(section), ...fields }, hasSecond)]));

const national = (text: string) => read(gppOf([gpp.UsNat.ID, text]));

describe("a US section", () => {
  test("denies the ad purposes in the listed cases, and says nothing in all others; so do several", () => {
    fc.assert(
      fc.property(anyUsString, (samples) => {
        const isDenied = samples.some((sample) => denyingCases(sample).length > 0);
        expect(read(encodeSamples(samples))).toEqual(isDenied ? OPTED_OUT : NOTHING_SAID);
      }),
      { numRuns: 600 },
    );
  });

  test("the samples meet every case alone, and none", () => {
    const alone = fc
      .sample(anyUsString, { numRuns: 4_000, seed: 1 })
      .flat()
      .map(denyingCases)
      .filter((names) => names.length <= 1)
      .map(([name]) => name);
    expect(new Set(alone)).toEqual(new Set([...Object.keys(DENYING_CASES), undefined]));
  });

  test.each(US_SECTIONS.map((section) => [section.NAME, section] as const))(
    "%s allows, denies for each of its fields, and denies when it is cut or of another version",
    (_, section) => {
      const fields = allowingFields(section);
      expect(only(section)).toEqual(NOTHING_SAID);
      expect(only(section, {}, false)).toEqual(NOTHING_SAID);
      for (const name of Object.keys(fields).filter((field) => field.endsWith("OptOut"))) {
        expect(only(section, { [name]: 1 })).toEqual(OPTED_OUT);
      }
      if ("Gpc" in fields) expect(only(section, { Gpc: true })).toEqual(OPTED_OUT);
      const core = encodeUs(section, fields, false);
      expect(core).toMatch(/^[\w-]+$/);
      // The last character may be padding alone.
      const ofText = (text: string) => read(gppOf([section.ID, text]));
      for (let length = 0; length < core.length - 1; length += 1) {
        expect(ofText(core.slice(0, length))).toEqual(MALFORMED);
      }
      expect(ofText(`D${core.slice(1)}`)).toEqual(MALFORMED);
      expect(ofText(`A${core.slice(1)}`)).toEqual(MALFORMED);
      expect(ofText(`${core}.`)).toEqual(MALFORMED);
      expect(ofText(`${core}=`)).toEqual(MALFORMED);
      expect(ofText(`${core}.QA.QA`)).toEqual(MALFORMED);
    },
  );

  test.each<[string, UsSection, Record<string, FieldValue>]>([
    ["sensitive data", gpp.UsNat, { SensitiveDataProcessing: Array.from({ length: 16 }, () => 2) }],
    ["a covered transaction", gpp.UsCa, { MspaCoveredTransaction: 1, MspaOptOutOptionMode: 1 }],
    ["opt-out option mode", gpp.UsMd, { MspaMode: 1 }],
    ["additional processing", gpp.UsTn, { AdditionalDataProcessingConsent: 1 }],
    ["nothing that applies", gpp.UsVa, { SaleOptOut: 0, SaleOptOutNotice: 0 }],
  ])("%s denies nothing", (_, section, fields) => {
    expect(only(section, fields)).toEqual(NOTHING_SAID);
  });

  test("the national section is read in its first version too, padded or not", () => {
    const fields = { ...allowingFields(gpp.UsNat), Version: 1 };
    const first = encodeUs(gpp.UsNat, fields, false);
    expect(first).toHaveLength(11);
    const denied = encodeUs(gpp.UsNat, { ...fields, MspaServiceProviderMode: 1 }, false);
    for (const length of [10, 11]) {
      expect(national(first.slice(0, length))).toEqual(NOTHING_SAID);
      expect(national(denied.slice(0, length))).toEqual(OPTED_OUT);
    }
    expect(national(first.slice(0, 9))).toEqual(MALFORMED);
    expect(national(`${first}A`)).toEqual(MALFORMED);
    expect(national(`${first.slice(0, 10)}BA`)).toEqual(MALFORMED);
  });

  test("the national section in its second version is not taken for one in its first when it is cut", () => {
    // Where version 1 would have MspaCoveredTransaction there is sensitive data, so that both readings have a meaning.
    const fields = {
      ...allowingFields(gpp.UsNat),
      SensitiveDataProcessing: Array.from({ length: 16 }, () => 1),
    };
    const second = encodeUs(gpp.UsNat, fields, false);
    expect(national(second)).toEqual(NOTHING_SAID);
    expect(second).toHaveLength(12);
    for (const length of [10, 11]) expect(national(second.slice(0, length))).toEqual(MALFORMED);
  });

  test("a value that means nothing is malformed", () => {
    const threes = bitsOf([1, 6]) + "1".repeat(34);
    expect(read(gppOf([9, base64urlOf(threes)]))).toEqual(MALFORMED);
    const core = encodeUs(gpp.UsVa, allowingFields(gpp.UsVa));
    // The last pair of bits but some padding: MspaServiceProviderMode is 3, MspaCoveredTransaction 0.
    const bits = core
      .split("")
      .map((one) => ALPHABET.indexOf(one).toString(2).padStart(6, "0"))
      .join("");
    expect(read(gppOf([9, base64urlOf(bits)]))).toEqual(NOTHING_SAID);
    expect(read(gppOf([9, base64urlOf(`${bits.slice(0, 38)}11`)]))).toEqual(MALFORMED);
    expect(read(gppOf([9, base64urlOf(`${bits.slice(0, 34)}00${bits.slice(36)}`)]))).toEqual(MALFORMED);
  });

  test.each<[string, UsSection, string]>([
    ["of another type", gpp.UsCa, "gA"],
    ["of type 0, though it would say 1", gpp.UsCa, "IA"],
    ["where there is none", gpp.UsVa, "QA"],
    ["where there is none", gpp.UsUt, "QA"],
    ["where there is none", gpp.UsFl, "QA"],
    ["that is too short", gpp.UsIn, "Q"],
  ])("a second segment %s is malformed", (_, section, second) => {
    const core = encodeUs(section, allowingFields(section), false);
    expect(read(gppOf([section.ID, `${core}.${second}`]))).toEqual(MALFORMED);
  });

  test("a section is read up to 32 characters", () => {
    const core = encodeUs(gpp.UsVa, allowingFields(gpp.UsVa));
    expect(read(gppOf([9, core.padEnd(32, "A")]))).toEqual(NOTHING_SAID);
    expect(read(gppOf([9, core.padEnd(33, "A")]))).toEqual(MALFORMED);
  });
});
