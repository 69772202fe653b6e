import type { MatchKeys } from "../match-key/match-keys.ts";

/** One row of a table of addresses: hashes of one e-mail address and of one phone number, either of which may be missing. */
export interface PairedAddresses {
  readonly email: readonly string[];
  readonly phone: readonly string[];
  readonly device: string;
}

/** As many rows as it takes for every address of a member to be in one. */
export const pairedAddresses = ({ emails, phones, devices }: MatchKeys): PairedAddresses[] =>
  Array.from({ length: Math.max(emails.length, phones.length, devices.length) }, (_, i) => ({
    email: emails[i] ?? [],
    phone: phones[i] ?? [],
    device: devices[i] ?? "",
  }));
