import { BANDIT_FLOOR, BANDIT_ROUNDS } from "../../../schemas/limits.ts";

/** How a creative has done: how often it was seen, and how many of those were clicked. */
export interface CreativeResults {
  readonly creative: string;
  readonly seen: number;
  readonly clicked: number;
}

/** A source of numbers in [0, 1). */
export type Random = () => number;

/** A normal deviate, by Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A gamma deviate of a shape of at least 1. Source: Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, 2000. */
const gamma = (shape: number, random: Random): number => {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
};

/** A rate of clicks as it may be, by what was seen: a deviate of the posterior, with nothing assumed before. */
const plausibleRate = ({ seen, clicked }: CreativeResults, random: Random): number => {
  const hits = gamma(1 + clicked, random);
  return hits / (hits + gamma(1 + Math.max(0, seen - clicked), random));
};

/**
 * Thompson sampling: each creative's share is how probably it is the best one, but never less than a floor, so that none is
 * given up for a bad start. The shares sum to 1.
 */
export const thompsonShares = (
  results: readonly CreativeResults[],
  random: Random,
): ReadonlyMap<string, number> => {
  const wins = new Map(results.map(({ creative }) => [creative, 0]));
  for (let round = 0; round < BANDIT_ROUNDS; round += 1) {
    let [best, bestRate] = ["", -1];
    for (const result of results) {
      const rate = plausibleRate(result, random);
      if (rate > bestRate) [best, bestRate] = [result.creative, rate];
    }
    wins.set(best, (wins.get(best) ?? 0) + 1);
  }
  const floor = Math.min(BANDIT_FLOOR, 1 / (2 * Math.max(1, results.length)));
  const rest = 1 - floor * results.length;
  return new Map([...wins].map(([creative, won]) => [creative, floor + (rest * won) / BANDIT_ROUNDS]));
};

/** One of several by their shares, with the probability that it had. `draw` is in [0, 1). */
export const drawByShare = <Item>(
  items: readonly Item[],
  shareOf: (item: Item) => number,
  draw: number,
): { readonly item: Item; readonly probability: number } | null => {
  const total = items.reduce((sum, item) => sum + shareOf(item), 0);
  let rest = draw * total;
  const drawn = items.find((item) => (rest -= shareOf(item)) < 0) ?? items.at(-1);
  return drawn === undefined || total <= 0 ? null : { item: drawn, probability: shareOf(drawn) / total };
};
