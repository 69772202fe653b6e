import { describe, expect, test } from "vitest";
import { matchHash } from "../../../worker/crypto/match-hash.ts";
import { emailAddress, phoneAddress } from "../../../worker/domain/identity/contact-address.ts";
import { type DeviceKind, deviceIn } from "../../../worker/domain/match-key/device-form.ts";
import {
  EMAIL_FORMS,
  type EmailForm,
  emailIn,
  phoneIn,
} from "../../../worker/domain/match-key/email-form.ts";
import {
  familyNameForGoogle,
  givenNameForGoogle,
  nameForMeta,
} from "../../../worker/domain/match-key/name-form.ts";
import { cityForMeta, postalCodeForMeta, stateForMeta } from "../../../worker/domain/match-key/place-form.ts";
import vectors from "../../fixtures/hash-vectors.json" with { type: "json" };

interface Expected {
  readonly valid: boolean;
  readonly normalised?: string;
  readonly sha256_hex?: string;
  readonly sha256_base64?: string;
}

/** White space inside an address may be a slip of the finger, and leads to somebody else: it is never taken. */
const hasInnerSpace = (raw: string): boolean => /\S\s+\S/.test(raw.trim());

const bothHashes = (text: string): string[] => [matchHash(text, "hex"), matchHash(text, "base64")];

const emails = vectors.emails.flatMap((vector) =>
  "profiles" in vector
    ? Object.entries(vector.profiles as Record<EmailForm, Expected>).map(
        ([form, expected]) => [vector.id, form as EmailForm, vector.raw, expected] as const,
      )
    : [],
);

describe("an address", () => {
  test.each(emails)("%s is spelled for %s as the vectors say", (_, form, raw, expected) => {
    const address = emailAddress(raw);
    const spelled = address === null ? "" : emailIn(form, address.value);
    if (!expected.valid || hasInnerSpace(raw)) {
      expect(spelled).toBe("");
      return;
    }
    expect(spelled).toBe(expected.normalised);
    expect(bothHashes(spelled)).toEqual([expected.sha256_hex, expected.sha256_base64]);
  });

  test("of the vectors is there in all forms", () => {
    expect(new Set(emails.map(([, form]) => form))).toEqual(new Set(EMAIL_FORMS));
    expect(emails.length).toBeGreaterThan(100);
  });

  const hashed = vectors.emails.filter((vector) => "already_hashed" in vector);

  test.each(hashed)("that is a hash already is none, and never hashed again: $id", ({ raw }) => {
    expect(emailAddress(raw)).toBe(null);
  });
});

const numbers = vectors.phones.filter(({ valid }) => valid);

test.each(numbers)("the number $id is spelled with and without its plus sign", (phone) => {
  // Whose extension it is nobody knows: such a number is refused where it arrives.
  const address = phone.id === "ext" ? null : phoneAddress(phone.raw, phone.default_region);
  const number = address?.value ?? phone.e164 ?? "";
  expect(number).toBe(phone.e164);
  expect([phoneIn("plus", number), ...bothHashes(phoneIn("plus", number))]).toEqual(
    Object.values(phone.e164_plus ?? {}),
  );
  expect([phoneIn("digits", number), ...bothHashes(phoneIn("digits", number))]).toEqual(
    Object.values(phone.digits_only ?? {}),
  );
});

const noNumbers = vectors.phones.filter(({ valid }) => !valid);

test.each(noNumbers)("$id is no number", ({ raw, default_region }) => {
  expect(phoneAddress(raw, default_region)).toBe(null);
});

test.each(vectors.names)("the $field name $raw is spelled for Google and for Meta", (vector) => {
  const { field, raw, google, meta } = vector;
  const forGoogle = field === "given" ? givenNameForGoogle(raw) : familyNameForGoogle(raw);
  expect([forGoogle, matchHash(forGoogle, "hex")]).toEqual([google.normalised, google.sha256_hex]);
  expect([nameForMeta(raw), matchHash(nameForMeta(raw), "hex")]).toEqual([meta.normalised, meta.sha256_hex]);
});

test.each(["Lovelace, Jr.,", "Lovelace, jr.,, Jr."])("of the family name %j no suffix is left", (raw) => {
  expect(familyNameForGoogle(raw)).toBe("lovelace");
});

const PLACE_FORMS: Readonly<Record<string, (raw: string, country: string) => string>> = {
  zip: (raw, country) => postalCodeForMeta(raw, country),
  country: (raw) => raw.toLowerCase(),
  city: (raw) => cityForMeta(raw),
  state: (raw, country) => stateForMeta(raw, country),
};

test.each(vectors.geo)("the $field $raw of $country is spelled for Meta", ({ field, raw, country, meta }) => {
  const spelled = PLACE_FORMS[field]?.(raw, country) ?? "";
  expect([spelled, matchHash(spelled, "hex")]).toEqual([meta.normalised, meta.sha256_hex]);
});

test("a state outside the United States keeps its name, without spaces and signs", () => {
  expect(stateForMeta("Nordrhein-Westfalen", "DE")).toBe("nordrheinwestfalen");
  expect(stateForMeta("California", "MX")).toBe("california");
  expect(stateForMeta("constructor", "US")).toBe("constructor");
});

const devices = vectors.device_ids.flatMap((device) => ("reddit" in device ? [device] : []));

test.each(devices)("the device id $id is in clear for Meta, and hashed for the others", (device) => {
  const kind: DeviceKind = device.id === "idfa" ? "idfa" : "aaid";
  const lower = deviceIn("meta", kind, device.raw);
  const forReddit = deviceIn("reddit", kind, device.raw);
  expect(lower).toBe(device.meta?.value);
  expect([lower, matchHash(lower, "hex")]).toEqual(Object.values(device.snap_tiktok ?? {}));
  expect([forReddit, matchHash(forReddit, "hex")]).toEqual(Object.values(device.reddit ?? {}));
});

test.each(["00000000-0000-0000-0000-000000000000", "", "38400000-8cf0-11bd-b23e", "x".repeat(36)])(
  "%j is no device id",
  (told) => {
    expect(deviceIn("meta", "aaid", told)).toBe("");
    expect(deviceIn("reddit", "idfa", told)).toBe("");
  },
);

test.each(vectors.external_ids)("the shop's own id $raw hashes as it stands", ({ raw, sha256_hex }) => {
  expect(matchHash(raw, "hex")).toBe(sha256_hex);
});

const published = vectors.published_self_check.filter(({ reproduced }) => reproduced);

test.each(published)("$source: the published hash of $input comes out", ({ input, published_sha256_hex }) => {
  expect(matchHash(input, "hex")).toBe(published_sha256_hex);
});

test("nothing has no hash", () => {
  expect(bothHashes("")).toEqual(["", ""]);
});
