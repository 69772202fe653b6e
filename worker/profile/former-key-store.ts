import { open, seal } from "../crypto/seal.ts";
import { EMAIL_FORMS, PHONE_FORMS } from "../domain/match-key/email-form.ts";
import { hashAddresses, type SealedAddress } from "./address-hashes.ts";

/** Hashes of an address that a contact has no more, in all forms, in hex. */
export interface FormerKey {
  readonly kind: SealedAddress["kind"];
  readonly digest: string;
  readonly hashes: readonly string[];
  /** Whether the contact may have been under European law when it had the address. */
  readonly isEuropean: boolean;
}

const ALL_FORMS = { emails: EMAIL_FORMS, phones: PHONE_FORMS, encoding: "hex" } as const;

type Row = { profile: string; digest: string; kind: FormerKey["kind"]; sealed: string };

/**
 * What addresses that are gone were known by at ad platforms: an exit that is told afterwards must still name whom to
 * remove. The hashes rest sealed, as the address did, and go when the exit does.
 */
export class FormerKeyStore {
  readonly #sql: SqlStorage;
  readonly #seal: () => Uint8Array;

  /** `sealKey` opens what rests on this site's contacts. */
  constructor(sql: SqlStorage, sealKey: () => Uint8Array) {
    this.#sql = sql;
    this.#seal = sealKey;
  }

  /** Hashes of addresses as they rest. */
  hashed(addresses: readonly SealedAddress[], isEuropean: boolean): FormerKey[] {
    const hashes = hashAddresses(this.#seal(), addresses, ALL_FORMS);
    return addresses.map(({ kind, digest }, i) => ({ kind, digest, hashes: hashes[i] ?? [], isEuropean }));
  }

  keep(profile: string, keys: readonly FormerKey[], droppedAt: number, isErased = false): void {
    for (const { kind, digest, hashes, isEuropean } of keys) {
      const text = JSON.stringify([isEuropean, hashes]);
      this.#sql.exec(
        "INSERT OR REPLACE INTO former_key VALUES (?, ?, ?, ?, ?, ?)",
        profile,
        digest,
        kind,
        seal(this.#seal(), this.#at(profile, digest), text),
        droppedAt,
        Number(isErased),
      );
    }
  }

  of(profiles: readonly string[]): Map<string, FormerKey[]> {
    const rows = this.#sql
      .exec<Row>(
        `SELECT profile, digest, kind, sealed FROM former_key
         WHERE profile IN (SELECT value FROM json_each(?)) ORDER BY profile, kind, digest`,
        JSON.stringify(profiles),
      )
      .toArray();
    const kept = new Map<string, FormerKey[]>();
    for (const { profile, digest, kind, sealed } of rows) {
      const text = open(this.#seal(), this.#at(profile, digest), sealed);
      const [isEuropean, hashes] = JSON.parse(text) as [boolean, string[]];
      kept.set(profile, [...(kept.get(profile) ?? []), { kind, digest, hashes, isEuropean }]);
    }
    return kept;
  }

  /** Lets go of what erased contacts were known by. */
  forgetErased(droppedBy: number): void {
    this.#sql.exec("DELETE FROM former_key WHERE erased = 1 AND dropped_at <= ?", droppedBy);
  }

  #at(profile: string, digest: string) {
    return { table: "former_key", column: "sealed", row: `${profile} ${digest}` };
  }
}
