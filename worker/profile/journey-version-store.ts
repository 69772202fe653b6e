import type { JourneyDefinition } from "../../schemas/journey.ts";
import { JOURNEY_VERSIONS_CLEARED_MAX } from "../../schemas/limits-outreach.ts";
import { INSTANCES_PATH } from "../domain/profile/codec.ts";
import { ORDERED } from "../domain/journey/message-order.ts";
import type { Journey } from "../domain/journey/journey.ts";
import type { JourneyInstance } from "../domain/journey/journey-state.ts";

/** Versions that are read often; a definition is parsed once while it is among them. */
const CACHED_MAX = 200;

const runsIn = (table: string, history: string): string =>
  `SELECT json_extract(run.value, '$.journey'), json_extract(run.value, '$.version')
     FROM ${table}, json_each(${history}, '${INSTANCES_PATH}') AS run`;

const ordersIn = (table: string): string =>
  `SELECT json_extract(body, '$.data.journey'), json_extract(body, '$.data.version')
     FROM ${table} WHERE instr(body, ?1) > 0 AND json_valid(body)`;

/** Who may still need a version: contacts under way, also packed or kept as they were, and messages that wait or are parked. */
const FOLLOWED = [
  "SELECT journey, version FROM journey_run",
  ordersIn("outbox"),
  ordersIn("dead_letter"),
  runsIn("(SELECT history FROM merge WHERE json_valid(history))", "history"),
  runsIn(
    "(SELECT parcel FROM pointer WHERE json_valid(parcel))",
    "json_extract(parcel, '$.visitor.history')",
  ),
].join(" UNION ");

/** The versions of journeys that somebody in this shard began to follow: each is kept for whoever is under way. */
export class JourneyVersionStore {
  readonly #sql: SqlStorage;
  readonly #cache = new Map<string, JourneyDefinition>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  keep({ id, version, definition }: Journey): void {
    if (this.#cache.has(`${id} ${version}`)) return;
    this.#sql.exec(
      "INSERT OR IGNORE INTO journey_version VALUES (?, ?, ?)",
      id,
      version,
      JSON.stringify(definition),
    );
  }

  /** Null where nobody began to follow it. */
  definitionOf(journey: string, version: number): JourneyDefinition | null {
    const name = `${journey} ${version}`;
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    const [row] = this.#sql
      .exec<{ body: string }>(
        "SELECT body FROM journey_version WHERE journey = ? AND version = ?",
        journey,
        version,
      )
      .toArray();
    if (row === undefined) return null;
    const definition = JSON.parse(row.body) as JourneyDefinition;
    if (this.#cache.size >= CACHED_MAX) this.#cache.clear();
    this.#cache.set(name, definition);
    return definition;
  }

  /** Each version once that some follow, as far as it is kept here. */
  followed(runs: readonly Pick<JourneyInstance, "journey" | "version">[]): Journey[] {
    const byName = new Map(runs.map((run) => [`${run.journey} ${run.version}`, run]));
    return [...byName.values()].flatMap(({ journey, version }) => {
      const definition = this.definitionOf(journey, version);
      return definition === null ? [] : [{ id: journey, version, definition }];
    });
  }

  /** Lets go of versions that nobody follows, up to a bound. Looks at all messages that wait, so it is for the daily sweep. */
  clear(): void {
    const cleared = this.#sql
      .exec<{ journey: string; version: number }>(
        `WITH followed (journey, version) AS (${FOLLOWED})
           DELETE FROM journey_version WHERE rowid IN (
             SELECT rowid FROM journey_version
               WHERE (journey, version) NOT IN (SELECT journey, version FROM followed) LIMIT ?2
           ) RETURNING journey, version`,
        `"type":"${ORDERED}"`,
        JOURNEY_VERSIONS_CLEARED_MAX,
      )
      .toArray();
    for (const { journey, version } of cleared) this.#cache.delete(`${journey} ${version}`);
  }

  /** After a failed transaction what is in memory may not be on disk. */
  discard(): void {
    this.#cache.clear();
  }
}
