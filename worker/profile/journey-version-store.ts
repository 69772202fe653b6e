import type { JourneyDefinition } from "../../schemas/journey.ts";
import type { Journey } from "../domain/journey/journey.ts";
import type { JourneyInstance } from "../domain/journey/journey-state.ts";

/** Versions that are read often; a definition is parsed once while it is among them. */
const CACHED_MAX = 200;

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

  /** After a failed transaction what is in memory may not be on disk. */
  discard(): void {
    this.#cache.clear();
  }
}
