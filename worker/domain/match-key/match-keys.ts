import type { EmailForm, PhoneForm } from "./email-form.ts";

/** How hashes are written: 64 lower-case hex digits, or base64 of the 32 bytes. */
export type HashEncoding = "hex" | "base64";

/** What a format shows of a member, beside its id. */
export interface MatchWanted {
  readonly encoding: HashEncoding;
  /** Each address once for each of the forms. */
  readonly emails: readonly EmailForm[];
  readonly phones: readonly PhoneForm[];
  /** Whether the format shows names, countries, postal codes and the shop's own id of a contact. */
  readonly isDescribed: boolean;
  /** Click ids by the names of their parameters: what an anonymous member is known by. */
  readonly clickIds: readonly string[];
}

/** What a contact told of itself, in clear: the format hashes or shows it as its platform wants. */
export interface Description {
  readonly firstName: string;
  readonly lastName: string;
  /** ISO 3166-1 alpha-2; empty where unknown. */
  readonly country: string;
  readonly postalCode: string;
  readonly externalId: string;
  readonly jobTitle: string;
  readonly company: string;
}

/** By what a platform can find a member again. */
export interface MatchKeys {
  /** For each address its hashes, in the order of the wanted forms; a form that an address does not have is empty. */
  readonly emails: readonly (readonly string[])[];
  readonly phones: readonly (readonly string[])[];
  /** Null where it was not wanted. */
  readonly description: Description | null;
  readonly clickIds: Readonly<Record<string, string>>;
}

export const NO_KEYS: MatchKeys = { emails: [], phones: [], description: null, clickIds: {} };

/** Whether a platform could find the member by anything. */
export const hasKeys = ({ emails, phones, clickIds }: MatchKeys): boolean =>
  emails.length > 0 || phones.length > 0 || Object.keys(clickIds).length > 0;
