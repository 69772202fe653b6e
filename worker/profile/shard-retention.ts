import { RETENTION_ROWS_PER_SLICE } from "../../schemas/limits.ts";
import { clock } from "../configuration/clock.ts";
import { addressOf } from "../domain/identity/profile-id.ts";
import type { ProfileShardRpc } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { GroupCommit } from "./group-commit.ts";
import { nextPlace, passOverExpired, retentionSlice } from "./retention-slice.ts";
import { pacedSlices } from "./paced-slices.ts";
import type { ShardState } from "./shard-state.ts";
import { sliceOrEach } from "./slice-or-each.ts";

export interface RetentionPorts {
  readRules(): Promise<SiteRules>;
  /** Resolves when what was committed is on the disk. */
  readonly sync: () => Promise<void>;
  /** Which of some profiles there still are, in whatever shard. */
  existing(profiles: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Asks each shard once for those of some profiles that it may hold. */
export const existingProfiles = async (
  profiles: readonly string[],
  shardOf: (profile: string) => ProfileShardRpc,
): Promise<ReadonlySet<string>> => {
  const ofShard = Map.groupBy(new Set(profiles), (id) => JSON.stringify(addressOf(id)));
  const found = await Promise.all(
    [...ofShard.values()].map(async (ids) => (ids[0] === undefined ? [] : shardOf(ids[0]).existing(ids))),
  );
  return new Set(found.flat());
};

/** The daily sweep that deletes what a shard has held for too long. */
export class ShardRetention {
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: RetentionPorts;

  constructor(state: ShardState, group: GroupCommit, ports: RetentionPorts) {
    this.#state = state;
    this.#group = group;
    this.#ports = ports;
  }

  /** When the alarm has to come, in the clock's time. */
  next(): number {
    return this.#state.retention.next();
  }

  /** Some slices of what is due. */
  async goOn(): Promise<void> {
    if (!this.#isDue()) return;
    await pacedSlices(async () => {
      await this.#slice();
      return !this.#isDue();
    }, this.#ports.sync);
  }

  /** The whole sweep, if one is due. */
  async finish(): Promise<void> {
    while (this.#isDue()) await this.goOn();
  }

  #isDue(): boolean {
    return this.next() <= clock.now();
  }

  async #slice(): Promise<void> {
    if (this.#state.retention.read()?.stage === "pointers") return this.#pointersSlice();
    const rules = await this.#ports.readRules();
    let from = "";
    await sliceOrEach(this.#group, {
      rowsMax: RETENTION_ROWS_PER_SLICE,
      take: (rows) => {
        from = this.#state.retention.read()?.after ?? "";
        retentionSlice(this.#state, rules, clock.now(), rows);
        return this.#state.retention.read()?.stage !== "profiles";
      },
      passOver: (error) => passOverExpired(this.#state, from, error, clock.now()),
    });
  }

  #trimResults(now: number): void {
    const { results, messageResults, journeyPassages } = this.#state;
    for (const counts of [results, messageResults, journeyPassages]) counts.trim(now);
  }

  /** Pointers live as long as what they lead to; those with a parcel are on their way. */
  async #pointersSlice(): Promise<void> {
    const after = this.#state.retention.read()?.after ?? "";
    const rows = this.#state.sql
      .exec<{ id: string; contact: string }>(
        "SELECT id, contact FROM pointer WHERE id > ? AND parcel IS NULL ORDER BY id LIMIT ?",
        after,
        RETENTION_ROWS_PER_SLICE,
      )
      .toArray();
    const existing = await this.#ports.existing(rows.map(({ contact }) => contact));
    await this.#group.run(() => {
      const walk = this.#state.retention.read();
      // Another call has done this slice meanwhile.
      if (walk?.stage !== "pointers" || walk.after !== after) return;
      for (const { id, contact } of rows) {
        if (existing.has(contact)) continue;
        this.#state.sql.exec(
          "DELETE FROM pointer WHERE id = ? AND contact = ? AND parcel IS NULL",
          id,
          contact,
        );
      }
      const isOver = rows.length < RETENTION_ROWS_PER_SLICE;
      const next = nextPlace(walk, rows.at(-1)?.id, rows.length, "pointers");
      this.#state.retention.write(isOver ? { ...next, stage: null, sweptAt: clock.now() } : next);
      if (isOver) this.#trimResults(clock.now());
      if (isOver) this.#state.journeyVersions.clear();
    });
  }
}
