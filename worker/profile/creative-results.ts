import { BANDIT_SHARES_LIFE_MS, CREATIVE_RESULTS_DAYS, DAY_MS } from "../../schemas/limits.ts";
import { thompsonShares } from "../domain/campaign/bandit.ts";
import type { DailyResults } from "../domain/campaign/fatigue.ts";
import type { Campaign } from "../domain/campaign/decide.ts";

/** What an exposure can do. */
export type ResultKind = "seen" | "clicked" | "converted";

interface Shares {
  readonly at: number;
  readonly campaign: Campaign["definition"];
  readonly shares: ReadonlyMap<string, number>;
}

/** How the creatives of campaigns do with this shard's profiles: counts that name nobody. */
export class CreativeResultsStore {
  readonly #sql: SqlStorage;
  readonly #shares = new Map<string, Shares>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Notes that an exposure of a creative did something; its number is how often the profile had seen the creative then. */
  add(campaign: string, creative: string, number: number, what: ResultKind, now: number): void {
    this.#sql.exec(
      `INSERT INTO creative_result (campaign, creative, day, number, seen, clicked, converted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET seen = seen + excluded.seen, clicked = clicked + excluded.clicked,
           converted = converted + excluded.converted`,
      campaign,
      creative,
      Math.floor(now / DAY_MS),
      number,
      Number(what === "seen"),
      Number(what === "clicked"),
      Number(what === "converted"),
    );
  }

  of(campaign: string): DailyResults[] {
    return this.#sql
      .exec<DailyResults & Record<string, SqlStorageValue>>(
        "SELECT creative, day, number, seen, clicked, converted FROM creative_result WHERE campaign = ?",
        campaign,
      )
      .toArray();
  }

  /** Lets go of what no report reaches back to. */
  trim(now: number): void {
    this.#sql.exec(
      "DELETE FROM creative_result WHERE day < ?",
      Math.floor(now / DAY_MS) - CREATIVE_RESULTS_DAYS,
    );
  }

  /** The shares of a bandit's creatives; worked out anew once in a while, because that takes a moment. */
  sharesOf({ id, definition }: Campaign, random: () => number, now: number): ReadonlyMap<string, number> {
    const known = this.#shares.get(id);
    const isFresh = known !== undefined && Math.abs(now - known.at) < BANDIT_SHARES_LIFE_MS;
    if (isFresh && known.campaign === definition) return known.shares;
    const rows = this.#sql
      .exec<{ creative: string; seen: number; clicked: number }>(
        "SELECT creative, sum(seen) AS seen, sum(clicked) AS clicked FROM creative_result WHERE campaign = ? GROUP BY creative",
        id,
      )
      .toArray();
    const results = definition.creatives.map(
      ({ id: creative }) =>
        rows.find((row) => row.creative === creative) ?? { creative, seen: 0, clicked: 0 },
    );
    const shares = thompsonShares(results, random);
    this.#shares.set(id, { at: now, campaign: definition, shares });
    return shares;
  }
}
