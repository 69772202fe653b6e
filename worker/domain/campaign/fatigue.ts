import { FATIGUE_DAYS, FATIGUE_SEEN_MIN } from "../../../schemas/limits.ts";
import type { CreativeResults } from "./bandit.ts";

/** Results of one creative on one day, of exposures of one number. Days are counted from the epoch, in UTC. */
export interface DailyResults extends CreativeResults {
  readonly day: number;
  readonly number: number;
  /** How often what the campaign is for followed. */
  readonly converted: number;
}

/** `fresh`, `limited` or `fatigued` by its rate of clicks against its first days; null while there is too little to tell. */
export type Freshness = "fresh" | "limited" | "fatigued" | null;

interface Sum {
  readonly seen: number;
  readonly clicked: number;
  readonly converted: number;
}

interface Rates {
  readonly rate: number | null;
  readonly conversion_rate: number | null;
}

const sumOf = (results: readonly Sum[]): Sum => ({
  seen: results.reduce((sum, { seen }) => sum + seen, 0),
  clicked: results.reduce((sum, { clicked }) => sum + clicked, 0),
  converted: results.reduce((sum, { converted }) => sum + converted, 0),
});

/** Clicks, and conversions, per exposure; null where nothing was seen. */
const ratesOf = ({ seen, clicked, converted }: Sum): Rates => ({
  rate: seen === 0 ? null : clicked / seen,
  conversion_rate: seen === 0 ? null : converted / seen,
});

const LIMITED_BELOW = 0.8;
const FATIGUED_BELOW = 0.5;

/** How a creative does in its last days against its first ones. */
export const freshnessOf = (results: readonly DailyResults[], today: number): Freshness => {
  const first = Math.min(...results.map(({ day }) => day));
  if (today < first + FATIGUE_DAYS) return null;
  const before = sumOf(results.filter(({ day }) => day < first + FATIGUE_DAYS));
  const lately = sumOf(
    results.filter(({ day }) => day > today - FATIGUE_DAYS && day >= first + FATIGUE_DAYS),
  );
  if (before.seen < FATIGUE_SEEN_MIN || lately.seen < FATIGUE_SEEN_MIN) return null;
  // Rates against each other, without dividing.
  const reaches = (share: number): boolean =>
    lately.clicked * before.seen >= share * before.clicked * lately.seen;
  if (reaches(LIMITED_BELOW)) return "fresh";
  return reaches(FATIGUED_BELOW) ? "limited" : "fatigued";
};

export interface CreativeReport extends Sum, Rates {
  readonly state: Freshness;
  /** By how often somebody had seen it, that time included; the last stands for more. */
  readonly by_number: readonly (Sum & Rates & { readonly number: number })[];
}

/** What the results of one creative say, from whatever shards they come. */
export const reportOf = (results: readonly DailyResults[], today: number): CreativeReport => {
  const sum = sumOf(results);
  const numbers = [...Map.groupBy(results, ({ number }) => number)].toSorted(([a], [b]) => a - b);
  return {
    ...sum,
    ...ratesOf(sum),
    state: results.length === 0 ? null : freshnessOf(results, today),
    by_number: numbers.map(([number, rows]) => {
      const counted = sumOf(rows);
      return { number, ...counted, ...ratesOf(counted) };
    }),
  };
};
