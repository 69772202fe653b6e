import { createVisitors, fill } from "../collect/population.ts";
import { type RowCounterOptions, type RowsWritten, startRowCounter } from "../servers/row-counter.ts";
import { configureCampaigns, decides, PLACEMENTS } from "./campaigns.ts";

export interface CountingPlan {
  /** So many that hardly one is asked for twice. */
  readonly visitors: number;
  /** Of each kind. */
  readonly requests: number;
}

export interface DecideRows {
  readonly one: RowsWritten;
  readonly many: RowsWritten;
  /** Requests of pairs: half of them decide, the others confirm. */
  readonly pairs: RowsWritten;
}

/** Rows that decisions and confirmations write. */
export const countRowsWritten = async (
  options: RowCounterOptions,
  plan: CountingPlan,
): Promise<DecideRows> => {
  const { requests } = plan;
  const counter = await startRowCounter(options);
  await configureCampaigns(counter.ask);
  const visitors = createVisitors(plan.visitors, options.shards);
  await fill(counter.ask, visitors);
  const cookies = counter.cookiesOf(visitors);
  const one = await counter.count(decides(cookies, 1, false), requests);
  const many = await counter.count(decides(cookies, PLACEMENTS.length, false), requests);
  const pairs = await counter.count(decides(cookies, 1, true), requests);
  await counter.stop();
  return { one, many, pairs };
};
