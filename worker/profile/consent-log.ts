import type { ConsentRecord } from "../domain/consent/consent-record.ts";
import type { LoggedConsent } from "../domain/privacy-rpc.ts";
import { ChainLog } from "../storage/chain-log.ts";

type Row = { seq: number; subject: string; record: string; hash: string };

/**
 * Every change of consent of the shard's profiles, as a hash chain. It names profiles by a keyed digest and nothing else,
 * because it outlives them. There is no index by profile: records are read rarely and written with every first visit.
 */
export class ConsentLog {
  readonly #sql: SqlStorage;
  readonly chain: ChainLog;
  readonly #pseudonymOf: (profile: string) => string;

  constructor(sql: SqlStorage, pseudonymOf: (profile: string) => string) {
    this.#sql = sql;
    this.chain = new ChainLog(sql, "consent_log", ["subject", "record"]);
    this.#pseudonymOf = pseudonymOf;
  }

  /** Returns the record's number. */
  append(profile: string, record: ConsentRecord): number {
    return this.chain.append([this.#pseudonymOf(profile), JSON.stringify(record)]);
  }

  /** The records about some profiles, oldest first. */
  of(profiles: readonly string[]): LoggedConsent[] {
    const profileOf = new Map(profiles.map((profile) => [this.#pseudonymOf(profile), profile]));
    return this.#sql
      .exec<Row>(
        "SELECT * FROM consent_log WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY seq",
        JSON.stringify([...profileOf.keys()]),
      )
      .toArray()
      .map(({ seq, subject, record, hash }) => ({
        seq,
        profile: profileOf.get(subject) ?? "",
        subject,
        hash,
        record: JSON.parse(record) as ConsentRecord,
      }));
  }
}
