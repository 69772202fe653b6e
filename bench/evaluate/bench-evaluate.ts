import type { Outcome } from "../figure.ts";
import type { BenchOptions } from "../run.ts";
import { backfill } from "./backfill.ts";
import { compare } from "./compare.ts";
import { curves } from "./curves.ts";

const FULL = {
  compare: { profiles: 10_000, eventsEach: 50, rounds: 3, slotMs: 250 },
  curvePasses: 200,
  backfill: { visitors: 100_000, rounds: 1, windowMs: 2_000 },
};
const QUICK: typeof FULL = {
  compare: { profiles: 1_000, eventsEach: 50, rounds: 1, slotMs: 50 },
  curvePasses: 20,
  backfill: { visitors: 2_000, rounds: 1, windowMs: 300 },
};

/** Audience rules beside other ways to evaluate them, what an event costs, and what a new audience costs. */
export const benchEvaluate = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  report("measuring what an event costs");
  const eventCosts = curves(plan.curvePasses);
  const compared = await compare(plan.compare, { report, cleanUp });
  const backfilled = await backfill(plan.backfill, { report, cleanUp });
  return {
    figures: [...compared.figures, ...eventCosts, ...backfilled.figures],
    notes: [...compared.notes, ...backfilled.notes],
  };
};
