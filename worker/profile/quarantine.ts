import type { RejectionCode } from "../../schemas/collect.ts";
import { QUARANTINE_ROWS_MAX } from "../../schemas/limits.ts";
import type { RefusedEvent } from "../domain/profile-view.ts";

/** The last refusals of a shard: when, for whom and why, never what was sent. */
export class Quarantine {
  readonly #sql: SqlStorage;
  #next: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(profile: string, code: RejectionCode, at: number): void {
    const slot = this.#next ?? this.#newestSlot() + 1;
    this.#sql.exec(
      "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?)",
      slot % QUARANTINE_ROWS_MAX,
      profile,
      at,
      code,
    );
    this.#next = slot + 1;
  }

  of(profile: string): RefusedEvent[] {
    return this.#sql
      .exec<{ at: number; code: string }>(
        "SELECT at, code FROM quarantine WHERE profile = ? ORDER BY at",
        profile,
      )
      .toArray();
  }

  #newestSlot(): number {
    const rows = this.#sql
      .exec<{ slot: number }>("SELECT slot FROM quarantine ORDER BY at DESC, slot DESC LIMIT 1")
      .toArray();
    return rows[0]?.slot ?? -1;
  }
}
