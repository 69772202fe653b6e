import { PUSH_GATHER_MS } from "../../../schemas/limits-destination.ts";
import {
  type CarriedPush,
  hasPushed,
  NO_PUSHED,
  type PushedKeys,
  unitedKeys,
} from "../../domain/destination/push-state.ts";
import { isContactId } from "../../domain/identity/profile-id.ts";
import type { PushStore } from "./push-store.ts";

/**
 * `add`: to be sent; `again`: to be sent as it is now, whatever is on its way; `in`: on the list; `check`: on the list,
 * perhaps to be removed; `remove`: to be removed; `broken`: nothing could be made of the row, and it waits for somebody to
 * mend it, or for the profile to change.
 */
export type PushedState = "add" | "again" | "in" | "check" | "remove" | "broken";

export interface PushedRow {
  readonly profile: string;
  readonly state: PushedState;
  readonly keys: PushedKeys;
}

const keysText = (keys: PushedKeys): string => (hasPushed(keys) ? JSON.stringify(keys) : "");
const keysIn = (text: string): PushedKeys => (text === "" ? NO_PUSHED : (JSON.parse(text) as PushedKeys));

/** In place of a profile that is no more: what is to be removed has to be named until it is. */
const GONE = "'gone-' || lower(hex(randomblob(8)))";
export const FORGET_PUSHED = `profile = ${GONE}, state = 'remove'`;

/**
 * Who is on which destination's list, as we have sent it, and what waits to be sent. Only contacts are: visitors have no
 * address. A row is written in the transaction of the membership that it follows.
 */
export class PushedStore {
  readonly #sql: SqlStorage;
  readonly #pushes: PushStore;

  constructor(sql: SqlStorage, pushes: PushStore) {
    this.#sql = sql;
    this.#pushes = pushes;
  }

  enter(destination: string, profile: string, now: number): void {
    if (!isContactId(profile)) return;
    const [row] = this.#sql
      .exec<{ state: PushedState }>(
        `INSERT INTO pushed VALUES (?, ?, 'add', '') ON CONFLICT (destination, profile)
           DO UPDATE SET state = iif(state = 'check', 'in', 'add') WHERE state IN ('check', 'remove')
         RETURNING state`,
        destination,
        profile,
      )
      .toArray();
    if (row?.state === "add") this.#pushes.wake(destination, "add", now + PUSH_GATHER_MS);
  }

  leave(destination: string, profile: string, now: number): void {
    if (!isContactId(profile)) return;
    const left = this.#sql
      .exec(
        `UPDATE pushed SET state = iif(state = 'in', 'check', 'remove')
         WHERE destination = ? AND profile = ? AND state IN ('in', 'add', 'again', 'broken') RETURNING 1`,
        destination,
        profile,
      )
      .toArray();
    if (left.length > 0) this.#pushes.wake(destination, "remove", now);
  }

  /** All of a list are looked at again: an audience is not pushed there any more. */
  checkAll(destination: string): void {
    this.#sql.exec(
      `UPDATE pushed SET state = iif(state = 'in', 'check', 'remove')
       WHERE destination = ? AND state IN ('in', 'add', 'again', 'broken')`,
      destination,
    );
  }

  /** Others must not wait for a row that nothing can be made of. */
  setAside(destination: string, profile: string): void {
    this.#sql.exec(
      "UPDATE pushed SET state = 'broken' WHERE destination = ? AND profile = ?",
      destination,
      profile,
    );
  }

  /** Perhaps what was set aside is mended. */
  tryBroken(destination: string): void {
    this.#sql.exec(
      "UPDATE pushed SET state = 'again' WHERE destination = ? AND state <> 'in' AND state = 'broken'",
      destination,
    );
  }

  /**
   * A contact has an address more, or less: it is sent again as it is now. What it has no more may be somebody else's,
   * and is removed before that one is brought.
   */
  touch(profile: string, change: "more" | "less", now: number): void {
    const at = change === "less" ? now : now + PUSH_GATHER_MS;
    for (const { destination } of this.#pushes.all()) {
      const touched = this.#sql
        .exec(
          `UPDATE pushed SET state = iif(state = 'check', 'remove', 'again')
           WHERE destination = ? AND profile = ? AND state IN ('in', 'add', 'check', 'broken') RETURNING 1`,
          destination,
          profile,
        )
        .toArray();
      if (touched.length > 0) this.#pushes.wake(destination, "add", at);
    }
  }

  /** Takes what lists hold of a profile along, to where the profile goes. */
  take(profile: string): CarriedPush[] {
    if (!isContactId(profile)) return [];
    return this.#pushes.all().flatMap(({ destination }) => {
      const keys = this.keysOf(destination, profile);
      this.drop(destination, profile);
      return hasPushed(keys) ? [{ destination, keys }] : [];
    });
  }

  /** What came along is this profile's now; whether it stays on the list is looked at right away. */
  give(profile: string, carried: readonly CarriedPush[], now: number): void {
    for (const { destination, keys } of carried) {
      const known = this.keysOf(destination, profile);
      const united = keysText(unitedKeys(known, keys));
      this.#sql.exec(
        "INSERT OR REPLACE INTO pushed VALUES (?, ?, 'remove', ?)",
        destination,
        profile,
        united,
      );
      this.#pushes.wake(destination, "remove", now);
    }
  }

  /** What lists hold of somebody who is nobody's profile any more is removed from them. */
  orphan(carried: readonly CarriedPush[], now: number): void {
    for (const { destination, keys } of carried) {
      if (!hasPushed(keys)) continue;
      this.#sql.exec(`INSERT INTO pushed VALUES (?, ${GONE}, 'remove', ?)`, destination, keysText(keys));
      this.#pushes.wake(destination, "remove", now);
    }
  }

  /** After an erasure: removals that it left are due. */
  wakeRemovals(now: number): void {
    for (const { destination } of this.#pushes.all()) {
      if (this.first(destination, "remove") !== null) this.#pushes.wake(destination, "remove", now);
    }
  }

  keysOf(destination: string, profile: string): PushedKeys {
    const [row] = this.#sql
      .exec<{ keys: string }>(
        "SELECT keys FROM pushed WHERE destination = ? AND profile = ?",
        destination,
        profile,
      )
      .toArray();
    return keysIn(row?.keys ?? "");
  }

  /** The first profile of a state after another one; null where there is none. Reads nothing else of its row. */
  first(destination: string, state: PushedState, after = ""): string | null {
    const [row] = this.#sql
      .exec<{ profile: string }>(
        `SELECT profile FROM pushed WHERE destination = ? AND state <> 'in' AND state = ? AND profile > ?
         ORDER BY profile LIMIT 1`,
        destination,
        state,
        after,
      )
      .toArray();
    return row?.profile ?? null;
  }

  /** Rows of a state in the order of their profiles. */
  waiting(destination: string, state: PushedState, after: string, limit: number): PushedRow[] {
    return this.#sql
      .exec<{ profile: string; keys: string }>(
        `SELECT profile, keys FROM pushed WHERE destination = ? AND state <> 'in' AND state = ? AND profile > ?
         ORDER BY profile LIMIT ?`,
        destination,
        state,
        after,
        limit,
      )
      .toArray()
      .map(({ profile, keys }) => ({ profile, state, keys: keysIn(keys) }));
  }

  /** Those of some rows that nothing has happened to. */
  unchanged<Row extends PushedRow>(destination: string, state: PushedState, rows: readonly Row[]): Row[] {
    const same = this.#sql
      .exec<{ profile: string }>(
        `SELECT profile FROM pushed WHERE destination = ? AND state = ?
           AND profile IN (SELECT value FROM json_each(?))`,
        destination,
        state,
        JSON.stringify(rows.map(({ profile }) => profile)),
      )
      .toArray();
    const profiles = new Set(same.map(({ profile }) => profile));
    return rows.filter(({ profile }) => profiles.has(profile));
  }

  countRemovals(destination: string): number {
    return this.#sql
      .exec<{ count: number }>(
        "SELECT count(*) AS count FROM pushed WHERE destination = ? AND state <> 'in' AND state = 'remove'",
        destination,
      )
      .one().count;
  }

  put(destination: string, { profile, state, keys }: PushedRow): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO pushed VALUES (?, ?, ?, ?)",
      destination,
      profile,
      state,
      keysText(keys),
    );
  }

  drop(destination: string, profile: string): void {
    this.#sql.exec("DELETE FROM pushed WHERE destination = ? AND profile = ?", destination, profile);
  }

  /** Notes that the platform took rows; those that changed while they were on their way wait on. */
  settle(destination: string, op: "add" | "remove", rows: readonly PushedRow[]): void {
    for (const { profile, keys } of rows) {
      const same = [destination, profile, op, keysText(keys)];
      const where = "WHERE destination = ? AND profile = ? AND state = ? AND keys = ?";
      if (op === "remove") this.#sql.exec(`DELETE FROM pushed ${where}`, ...same);
      else this.#sql.exec(`UPDATE pushed SET state = 'in' ${where}`, ...same);
    }
  }
}
