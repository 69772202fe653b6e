import type { EmailForm, PhoneForm } from "./email-form.ts";

/** How hashes are written: 64 lower-case hex digits, or base64 of the 32 bytes. */
export type HashEncoding = "hex" | "base64";

/** Whose rules what a contact told of itself is spelled by; `country` is nothing but the country. LinkedIn hashes nothing. */
export type DescriptionForm = "google" | "meta" | "linkedin" | "country";

/** How ids of phones and tablets are written: in clear, as Meta wants them, or hashed. */
export type DeviceForm = "meta" | "reddit";

/** What a format shows of a member, beside its id. */
export interface MatchWanted {
  readonly encoding: HashEncoding;
  /** Each address once for each of the forms. */
  readonly emails: readonly EmailForm[];
  readonly phones: readonly PhoneForm[];
  readonly description: DescriptionForm | null;
  readonly devices: DeviceForm | null;
  /** Whether the newest click id of each platform is shown; then members without any key are told of too. */
  readonly clickIds: boolean;
  /** Whether whoever lives, or may live, in the EEA, the United Kingdom or Switzerland is left out. */
  readonly isOutsideEurope: boolean;
}

export const NOTHING_WANTED: MatchWanted = {
  encoding: "hex",
  emails: [],
  phones: [],
  description: null,
  devices: null,
  clickIds: false,
  isOutsideEurope: false,
};

/** What a contact told of itself, hashed where the platform hashes it; empty texts where nothing is known. */
export interface Description {
  readonly externalId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly country: string;
  readonly postalCode: string;
  readonly city: string;
  readonly state: string;
  readonly jobTitle: string;
  readonly company: string;
}

/** By what a platform can find a member again. */
export interface MatchKeys {
  /** For each address its hashes, in the order of the wanted forms; a form that an address does not have is empty. */
  readonly emails: readonly (readonly string[])[];
  readonly phones: readonly (readonly string[])[];
  readonly devices: readonly string[];
  /** Null where it was not wanted, or where the profile is gone. */
  readonly description: Description | null;
  /** By the names of their parameters. */
  readonly clickIds: Readonly<Record<string, string>>;
}

/** Whether a platform could find the member by anything. */
export const hasKeys = ({ emails, phones, devices }: MatchKeys): boolean =>
  emails.length > 0 || phones.length > 0 || devices.length > 0;
