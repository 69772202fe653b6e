import { COUNTRIES } from "../../../schemas/regions.ts";
import type { Attribute } from "../outreach/outreach.ts";
import { type DeviceKind, deviceIn } from "./device-form.ts";
import type { Description, DescriptionForm, DeviceForm } from "./match-keys.ts";
import { familyNameForGoogle, givenNameForGoogle, nameForMeta } from "./name-form.ts";
import { cityForMeta, postalCodeForMeta, stateForMeta } from "./place-form.ts";

/** What a contact told of itself by `identify`: names as GA4 and shops use them. */
export type Told = Readonly<Record<string, Attribute>>;

/** SHA-256 as the destination writes it; of the empty text the empty text. */
export type Hash = (text: string) => string;

const textIn = (told: Told, name: string): string =>
  Object.hasOwn(told, name) ? String(told[name]?.value ?? "").trim() : "";

/** ISO 3166-1 alpha-2 as the contact told it, else where it was seen; empty where neither is known. */
export const countryOf = (told: Told, seenIn: string | null): string => {
  const country = textIn(told, "country").toUpperCase();
  return COUNTRIES.has(country) ? country : (seenIn ?? "");
};

const NOTHING: Description = {
  externalId: "",
  givenName: "",
  familyName: "",
  country: "",
  postalCode: "",
  city: "",
  state: "",
  jobTitle: "",
  company: "",
};

/** Names are of use to Google with a country and a postal code alone, and the other way round: half of them stays here. */
const forGoogle = (told: Told, country: string, hash: Hash): Description => {
  const givenName = hash(givenNameForGoogle(textIn(told, "first_name")));
  const familyName = hash(familyNameForGoogle(textIn(told, "last_name")));
  const postalCode = textIn(told, "postal_code");
  const isWhole = [givenName, familyName, country, postalCode].every((part) => part !== "");
  return isWhole ? { ...NOTHING, givenName, familyName, country, postalCode } : NOTHING;
};

/** What Meta means by the form of a British postal code is not clear: a wrong hash would match nobody. */
const hasNoClearPostalCode = (country: string): boolean => country === "GB";

const forMeta = (told: Told, country: string, hash: Hash): Description => ({
  ...NOTHING,
  externalId: textIn(told, "external_id"),
  givenName: hash(nameForMeta(textIn(told, "first_name"))),
  familyName: hash(nameForMeta(textIn(told, "last_name"))),
  country: hash(country.toLowerCase()),
  postalCode: hasNoClearPostalCode(country)
    ? ""
    : hash(postalCodeForMeta(textIn(told, "postal_code"), country)),
  city: hash(cityForMeta(textIn(told, "city"))),
  state: hash(stateForMeta(textIn(told, "state"), country)),
});

const forLinkedin = (told: Told, country: string): Description => ({
  ...NOTHING,
  givenName: textIn(told, "first_name"),
  familyName: textIn(told, "last_name"),
  country,
  jobTitle: textIn(told, "job_title"),
  company: textIn(told, "company"),
});

/** What a contact told of itself, as a destination spells, hashes or shows it. */
export const describeIn = (form: DescriptionForm, told: Told, country: string, hash: Hash): Description => {
  switch (form) {
    case "google":
      return forGoogle(told, country, hash);
    case "meta":
      return forMeta(told, country, hash);
    case "linkedin":
      return forLinkedin(told, country);
    case "country":
      return { ...NOTHING, country };
  }
};

const DEVICE_KINDS: readonly DeviceKind[] = ["aaid", "idfa"];

/** The ids of devices that a contact's app told. */
export const devicesIn = (form: DeviceForm, told: Told, hash: Hash): string[] =>
  DEVICE_KINDS.map((kind) => deviceIn(form, kind, textIn(told, kind)))
    .filter((id) => id !== "")
    .map((id) => (form === "meta" ? id : hash(id)));
