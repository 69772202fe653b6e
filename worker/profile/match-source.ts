import { hashWritten } from "../crypto/match-hash.ts";
import type { Told } from "../domain/match-key/describe.ts";
import { EMAIL_FORMS, PHONE_FORMS } from "../domain/match-key/email-form.ts";
import type { MatchWanted } from "../domain/match-key/match-keys.ts";
import { ATTRIBUTES_PATH, TOUCHES_PATH } from "../domain/profile/codec.ts";
import type { Touch } from "../domain/profile-state.ts";
import { type AddressKind, hashAddresses, type SealedAddress } from "./address-hashes.ts";
import type { FormerKey } from "./former-key-store.ts";

/** Hashes of one address of a contact. */
export interface HashedAddress {
  readonly kind: AddressKind;
  readonly hashes: readonly string[];
}

export type HashedAddresses = ReadonlyMap<string, readonly HashedAddress[]>;

const isWanted = (kind: AddressKind, { emails, phones }: MatchWanted): boolean =>
  (kind === "email" ? emails : phones).length > 0;

type AddressRow = { contact: string; kind: AddressKind; digest: string; sealed: string };

/** One statement for a page of contacts: asking for each by itself would take longer than hashing. */
export const presentAddresses = (
  sql: SqlStorage,
  sealKey: Uint8Array,
  contacts: readonly string[],
  wanted: MatchWanted,
): HashedAddresses => {
  if (!isWanted("email", wanted) && !isWanted("phone", wanted)) return new Map();
  const rows = sql
    .exec<AddressRow>(
      `SELECT s.contact, s.kind, s.digest, s.sealed
       FROM json_each(?) AS asked CROSS JOIN contact_secret AS s ON s.contact = asked.value`,
      JSON.stringify(contacts),
    )
    .toArray()
    .filter(({ kind }) => isWanted(kind, wanted));
  const hashes = hashAddresses(sealKey, rows satisfies readonly SealedAddress[], wanted);
  const found = new Map<string, HashedAddress[]>();
  for (const [i, { contact, kind }] of rows.entries()) {
    const address = { kind, hashes: hashes[i] ?? [] };
    const known = found.get(contact);
    if (known === undefined) found.set(contact, [address]);
    else known.push(address);
  }
  return found;
};

const ALL_FORMS: Readonly<Record<AddressKind, readonly string[]>> = {
  email: EMAIL_FORMS,
  phone: PHONE_FORMS,
};

/** The wanted forms of addresses that contacts have no more. */
export const formerAddresses = (
  former: ReadonlyMap<string, readonly FormerKey[]>,
  wanted: MatchWanted,
): HashedAddresses => {
  const wantedForms = { email: wanted.emails, phone: wanted.phones };
  const inWantedForms = ({ kind, hashes }: FormerKey): HashedAddress => {
    const forms: readonly string[] = wantedForms[kind];
    const hexes = forms.map((form) => hashes[ALL_FORMS[kind].indexOf(form)] ?? "");
    return { kind, hashes: hexes.map((hex) => hashWritten(hex, wanted.encoding)) };
  };
  return new Map([...former].map(([contact, keys]) => [contact, keys.map(inWantedForms)]));
};

/** What profiles told of themselves, and what they came by. */
export interface ToldParts {
  readonly attributes: Told;
  readonly touches: readonly Touch[];
}

export const NOTHING_TOLD: ToldParts = { attributes: {}, touches: [] };

/** Read out of the stored history where they stand: decoding all of it would take far longer. */
export const toldParts = (sql: SqlStorage, ids: readonly string[]): ReadonlyMap<string, ToldParts> => {
  const rows = sql
    .exec<{ id: string; attributes: string | null; touches: string | null }>(
      `SELECT id, history ->> '${ATTRIBUTES_PATH}' AS attributes, history ->> '${TOUCHES_PATH}' AS touches
       FROM profile WHERE id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    )
    .toArray();
  return new Map(
    rows.map(({ id, attributes, touches }) => [
      id,
      { attributes: JSON.parse(attributes ?? "{}") as Told, touches: JSON.parse(touches ?? "[]") as Touch[] },
    ]),
  );
};
