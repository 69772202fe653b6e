import { ledgerText } from "../domain/campaign/codec.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import type { JourneyInstance } from "../domain/journey/journey-state.ts";
import {
  BOT_PATH,
  decodeProfile,
  encodeProfile,
  INSTANCES_PATH,
  type ProfileRow,
} from "../domain/profile/codec.ts";
import type { ProfileTally } from "../domain/guard-rpc.ts";
import { differsInLedgerOnly, type Profile } from "../domain/profile/profile.ts";
import type { JourneyRunStore } from "./journey-run-store.ts";
import type { FeedRevisions } from "./feed-revisions.ts";
import { ProfileCache } from "./profile-cache.ts";

/** Where a moved profile went, and the profile itself while it may not have arrived. */
export interface Pointer {
  readonly contact: string;
  readonly parcel: string | null;
}

/**
 * Profiles and the pointers that moved ones leave behind. What is put is staged: later reads of the same group see it,
 * and `flush` writes each profile once however many beacons touched it, and only its ledger where only campaigns did.
 */
export class ProfileStore {
  readonly #sql: SqlStorage;
  readonly #cache = new ProfileCache();
  readonly #staged = new Map<string, Profile>();
  readonly #runs: JourneyRunStore;
  readonly #revisions: FeedRevisions;

  constructor(sql: SqlStorage, runs: JourneyRunStore, revisions: FeedRevisions) {
    this.#sql = sql;
    this.#runs = runs;
    this.#revisions = revisions;
  }

  read(id: string): Profile | null {
    const known = this.#staged.get(id) ?? this.#cache.get(id);
    if (known !== undefined) return known;
    const [row] = this.#sql
      .exec<ProfileRow & Record<string, SqlStorageValue>>(
        "SELECT id, head, history, ledger FROM profile WHERE id = ?",
        id,
      )
      .toArray();
    if (row === undefined) return null;
    const profile = decodeProfile(row);
    this.#cache.set(profile, row);
    return profile;
  }

  put(profile: Profile): void {
    this.#staged.set(profile.id, profile);
  }

  remove(id: string): void {
    this.#noteRuns(id, []);
    this.#staged.delete(id);
    this.#cache.delete(id);
    this.#sql.exec("DELETE FROM profile WHERE id = ?", id);
  }

  /** What is in memory of a profile, without counting as a use. */
  peek(id: string): Profile | null {
    return this.#staged.get(id) ?? this.#cache.peek(id) ?? null;
  }

  /** A profile as its row has it, unless it is in memory. Walks over a whole shard read so, and push nothing out. */
  fromRow(row: ProfileRow): Profile {
    return this.peek(row.id) ?? decodeProfile(row);
  }

  /** Rows in the order of their ids, for walks over the whole shard. */
  rowsAfter(after: string, limit: number): ProfileRow[] {
    return this.#sql
      .exec<ProfileRow & Record<string, SqlStorageValue>>(
        "SELECT id, head, history, ledger FROM profile WHERE id > ? ORDER BY id LIMIT ?",
        after,
        limit,
      )
      .toArray();
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM profile").one().count;
  }

  /** Counts profiles and bots after an id, from their heads alone. */
  tally(after: string, limit: number): ProfileTally {
    const { profiles, bots, last } = this.#sql
      .exec<{ profiles: number; bots: number | null; last: string | null }>(
        `SELECT count(*) AS profiles, max(id) AS last,
           sum(coalesce(iif(json_valid(head), json_extract(head, '${BOT_PATH}'), NULL), 'cleared') <> 'cleared') AS bots
         FROM (SELECT id, head FROM profile WHERE id > ? ORDER BY id LIMIT ?)`,
        after,
        limit,
      )
      .one();
    return { profiles, bots: bots ?? 0, next: profiles < limit ? null : last };
  }

  isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM profile LIMIT 1").toArray().length === 0;
  }

  pointer(id: string): Pointer | null {
    const rows = this.#sql
      .exec<{ contact: string; parcel: string | null }>(
        "SELECT contact, parcel FROM pointer WHERE id = ?",
        id,
      )
      .toArray();
    return rows[0] ?? null;
  }

  point(id: string, { contact, parcel }: Pointer): void {
    this.#sql.exec(
      `INSERT INTO pointer VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET contact = excluded.contact, parcel = excluded.parcel`,
      id,
      contact,
      parcel,
    );
  }

  /** Nothing is led elsewhere from here any more. */
  unpoint(id: string): void {
    this.#sql.exec("DELETE FROM pointer WHERE id = ?", id);
  }

  flush(): void {
    for (const profile of this.#staged.values()) {
      const stored = this.#cache.peek(profile.id);
      const isDecision = stored !== undefined && differsInLedgerOnly(profile, stored);
      if (!isDecision || !this.#writeLedger(profile)) this.#writeAll(profile);
    }
    this.#staged.clear();
  }

  /** False where the row is from before ledgers had a column: the one in its history must not outlive this. */
  #writeLedger(profile: Profile): boolean {
    const ledger = ledgerText(profile.history.ledger);
    const { rowsWritten } = this.#sql.exec(
      "UPDATE profile SET ledger = ?2 WHERE id = ?1 AND ledger IS NOT NULL",
      profile.id,
      ledger,
    );
    if (rowsWritten === 0) return false;
    this.#cache.setLedger(profile, ledger);
    return true;
  }

  /** Counts who is under way in which journey: by the row as it is, and as it will be. */
  #noteRuns(id: string, after: readonly JourneyInstance[]): void {
    if (!isContactId(id)) return;
    const stored = this.#cache.peek(id);
    const before = stored?.history.outreach.journeys.instances ?? this.#storedInstances(id);
    this.#runs.note(before, after);
  }

  #storedInstances(id: string): readonly JourneyInstance[] {
    const [row] = this.#sql
      .exec<{ instances: string | null }>(
        `SELECT json_extract(history, '${INSTANCES_PATH}') AS instances FROM profile WHERE id = ?`,
        id,
      )
      .toArray();
    return row?.instances == null ? [] : (JSON.parse(row.instances) as JourneyInstance[]);
  }

  #writeAll(profile: Profile): void {
    this.#noteRuns(profile.id, profile.history.outreach.journeys.instances);
    const row = encodeProfile(profile);
    this.#sql.exec(
      `INSERT INTO profile VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE
         SET head = excluded.head, history = excluded.history, ledger = excluded.ledger`,
      row.id,
      row.head,
      row.history,
      row.ledger,
    );
    this.#cache.set(profile, row);
    this.#revisions.changeMember(profile);
  }

  /** After a failed transaction nothing in memory is known to be on disk. */
  discard(): void {
    this.#staged.clear();
    this.#cache.clear();
  }
}
