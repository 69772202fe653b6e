import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { emailAddress } from "../../../worker/domain/identity/contact-address.ts";
import { type EmailForm, emailIn, phoneIn } from "../../../worker/domain/match-key/email-form.ts";
import {
  familyNameForGoogle,
  givenNameForGoogle,
  nameForMeta,
} from "../../../worker/domain/match-key/name-form.ts";
import { cityForMeta, postalCodeForMeta, stateForMeta } from "../../../worker/domain/match-key/place-form.ts";
import vectors from "../../fixtures/hash-vectors.json" with { type: "json" };

const sha256 = (text: string, encoding: "hex" | "base64"): string =>
  createHash("sha256").update(text).digest(encoding);

interface Expected {
  readonly valid: boolean;
  readonly normalised?: string;
  readonly sha256_hex?: string;
  readonly sha256_base64?: string;
}

/** White space inside an address may be a slip of the finger, and leads to somebody else: it is never taken. */
const hasInnerSpace = (raw: string): boolean => /\S\s+\S/.test(raw.trim());

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
    const spelled = address === null ? null : emailIn(form, address.value);
    if (!expected.valid || hasInnerSpace(raw)) {
      expect(spelled).toBe(null);
      return;
    }
    expect(spelled).toBe(expected.normalised);
    expect([sha256(spelled ?? "", "hex"), sha256(spelled ?? "", "base64")]).toEqual([
      expected.sha256_hex,
      expected.sha256_base64,
    ]);
  });

  test("of the vectors is there in all forms", () => {
    expect(new Set(emails.map(([, form]) => form))).toEqual(
      new Set(["basic", "google", "uid2", "tiktok", "reddit"]),
    );
    expect(emails.length).toBeGreaterThan(100);
  });
});

const numbers = vectors.phones.flatMap((phone) => ("e164_plus" in phone ? [phone] : []));

test.each(numbers)("the number $id is spelled with and without its plus sign", (phone) => {
  expect(sha256(phoneIn("plus", phone.e164 ?? ""), "hex")).toBe(phone.e164_plus?.sha256_hex);
  expect(sha256(phoneIn("digits", phone.e164 ?? ""), "hex")).toBe(phone.digits_only?.sha256_hex);
});

test.each(vectors.names)(
  "the $field name $raw is spelled for Google and for Meta",
  ({ field, raw, google, meta }) => {
    const forGoogle = field === "given" ? givenNameForGoogle(raw) : familyNameForGoogle(raw);
    expect([forGoogle, nameForMeta(raw)]).toEqual([google.normalised, meta.normalised]);
  },
);

const postalCodes = vectors.geo.filter(({ field }) => field === "zip");

test.each(postalCodes)("the postal code $raw of $country is spelled for Meta", ({ raw, country, meta }) => {
  expect(postalCodeForMeta(raw, country)).toBe(meta.normalised);
});
