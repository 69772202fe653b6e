import { matchHash } from "../crypto/match-hash.ts";
import { open } from "../crypto/seal.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { clickIdsIn, describe } from "../domain/match-key/describe.ts";
import { emailIn, phoneIn } from "../domain/match-key/email-form.ts";
import type { MatchKeys, MatchWanted } from "../domain/match-key/match-keys.ts";
import type { ProfileStore } from "./profile-store.ts";

interface SealedAddress {
  readonly kind: "email" | "phone";
  readonly digest: string;
  readonly sealed: string;
}

/** Where the addresses of contacts rest, and with which secret they open. */
export interface MatchSource {
  readonly sql: SqlStorage;
  readonly profiles: ProfileStore;
  readonly site: string;
  /** The instance's secret. */
  readonly root: string;
}

/** One statement for a page of contacts: asking for each by itself would take longer than hashing. */
const addressesOf = (sql: SqlStorage, contacts: readonly string[]): Map<string, SealedAddress[]> =>
  Map.groupBy(
    sql
      .exec<{ contact: string; kind: "email" | "phone"; digest: string; sealed: string }>(
        `SELECT contact, kind, digest, sealed FROM contact_secret
         WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY contact, kind, digest`,
        JSON.stringify(contacts),
      )
      .toArray(),
    ({ contact }) => contact,
  );

/**
 * Reads by what platforms find the profiles of a page again. Addresses are opened and hashed here: in clear they never
 * leave the object that holds them.
 */
export const readMatchKeys = (
  { sql, profiles, site, root }: MatchSource,
  ids: readonly string[],
  wanted: MatchWanted,
): MatchKeys[] => {
  const { emails, phones, encoding, isDescribed, clickIds } = wanted;
  const key = siteSecrets(root, site).seal;
  const addresses = addressesOf(sql, ids.filter(isContactId));
  const clearOf = ({ kind, digest, sealed }: SealedAddress): string =>
    open(key, { table: "contact_secret", column: "sealed", row: `${kind} ${digest}` }, sealed);
  const hashesOf = <Form>(
    sealed: readonly SealedAddress[],
    kind: SealedAddress["kind"],
    forms: readonly Form[],
    spell: (form: Form, clear: string) => string | null,
  ): string[][] =>
    forms.length === 0
      ? []
      : sealed
          .filter((address) => address.kind === kind)
          .map((address) => {
            const clear = clearOf(address);
            return forms.map((form) => matchHash(spell(form, clear) ?? "", encoding));
          })
          .filter((hashes) => hashes.some((hash) => hash !== ""));
  return ids.map((id) => {
    const sealed = addresses.get(id) ?? [];
    const profile = isDescribed || clickIds.length > 0 ? profiles.read(id) : null;
    return {
      emails: hashesOf(sealed, "email", emails, emailIn),
      phones: hashesOf(sealed, "phone", phones, phoneIn),
      description: isDescribed && profile !== null ? describe(profile) : null,
      clickIds: profile === null ? {} : clickIdsIn(profile.history.touches, clickIds),
    };
  });
};
