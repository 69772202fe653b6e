import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min/es6";

/** An e-mail address or phone number in the one spelling that identifies a contact. */
export type ContactAddress = { readonly kind: "email" | "phone"; readonly value: string };

const INVISIBLE = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;
/** Labels of letters, digits and hyphens, also of other scripts; nothing that means something in a mail header. */
const DOMAIN = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+$/u;
/** RFC 5322 specials that an unquoted local part cannot hold. */
const SPECIAL = /[()<>[\]:;,\\"?\s]/;
const JUNK_LOCAL_PARTS = new Set([
  "null",
  "undefined",
  "none",
  "nan",
  "na",
  "n/a",
  "test",
  "[object object]",
]);
/** RFC 5321 §4.5.3.1. */
const LOCAL_PART_MAX_LENGTH = 64;
const ADDRESS_MAX_LENGTH = 254;

/**
 * Trimmed, lower case, NFC; dots and plus signs stay, because only the mailbox's owner knows what they mean.
 * Null for what is no address, and for what people and broken scripts type instead of one.
 */
export const emailAddress = (typed: string): ContactAddress | null => {
  const clean = typed
    .replace(INVISIBLE, "")
    .trim()
    .replace(/^mailto:/i, "");
  const value = clean.toLowerCase().normalize("NFC");
  const at = value.indexOf("@");
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  if (!value.isWellFormed()) return null;
  if (at < 1 || local.length > LOCAL_PART_MAX_LENGTH || value.length > ADDRESS_MAX_LENGTH) return null;
  if (domain.includes("@") || !DOMAIN.test(domain) || SPECIAL.test(local) || CONTROL.test(value)) return null;
  return JUNK_LOCAL_PARTS.has(local) || /^0+$/.test(local) ? null : { kind: "email", value };
};

/** The plus sign and 15 digits, ITU-T E.164 §6.2.1. */
const E164_MAX_LENGTH = 16;

/** What people write numbers with: digits of ASCII, signs between them, and a plus that can only stand in front. */
const WRITTEN = /^\+?[\d\s().\-/]+$/;

/**
 * E.164 with its plus sign, as libphonenumber reads it. A number without country code is one of `country` (ISO 3166-1
 * alpha-2), or refused where that is null: guessing it could reach a stranger. An extension is no number of one person.
 * Lengths are checked and prefixes are not: plans grow faster than this table is updated, and who is refused is lost.
 */
export const phoneAddress = (typed: string, country: string | null): ContactAddress | null => {
  const clean = typed.replace(INVISIBLE, "").trim();
  if (!WRITTEN.test(clean)) return null;
  const number = parsePhoneNumberFromString(
    clean,
    country === null ? {} : { defaultCountry: country as CountryCode },
  );
  if (number === undefined || !number.isPossible()) return null;
  const value: string = number.number;
  const isJunk = /^\+(\d)\1+$/.test(value);
  if (isJunk || value.length > E164_MAX_LENGTH) return null;
  // One zero too many is a trunk prefix again when it is read once more: the number would lead to two contacts.
  return parsePhoneNumberFromString(value)?.number === value ? { kind: "phone", value } : null;
};
