import { CLICK_WINDOW_MS, VIEW_WINDOW_MS } from "../../../schemas/limits.ts";
import type { StoredEvent } from "../profile-state.ts";
import type { Campaign } from "./decide.ts";
import type { Exposure } from "./exposure.ts";
import type { Ledger } from "./ledger.ts";

/** A goal that was reached after an exposure. */
export interface Conversion {
  readonly campaign: string;
  readonly exposure: Exposure;
}

/** When an exposure did something of a kind; null where it did not, or too long before a time, or after it. */
const within = (at: number | null, before: number, windowMs: number): number | null =>
  at !== null && at <= before && before - at < windowMs ? at : null;

/** The latest by a time that some have. */
const latest = (
  exposures: readonly Exposure[],
  timeOf: (exposure: Exposure) => number | null,
): Exposure | null =>
  exposures.reduce<Exposure | null>((best, exposure) => {
    const at = timeOf(exposure);
    if (at === null) return best;
    return best === null || at >= (timeOf(best) ?? -Infinity) ? exposure : best;
  }, null);

/** The last click within its window, else the last view within its: a click beats a view. */
const creditedTo = (exposures: readonly Exposure[], at: number): Exposure | null =>
  latest(exposures, ({ clickedAt }) => within(clickedAt, at, CLICK_WINDOW_MS)) ??
  latest(exposures, ({ viewableAt }) => within(viewableAt, at, VIEW_WINDOW_MS));

/** Which exposures some new events are the success of: one for each campaign that has such an event as its goal. */
export const conversionsOf = (
  { exposures }: Ledger,
  events: readonly StoredEvent[],
  campaigns: readonly Campaign[],
): Conversion[] => {
  if (exposures.length === 0) return [];
  const shown = exposures.filter(({ isGhost }) => !isGhost);
  return events.flatMap(({ type, at }) =>
    campaigns
      .filter(({ definition }) => definition.goal?.event === type)
      .flatMap(({ id }): Conversion[] => {
        const exposure = creditedTo(
          shown.filter(({ campaign }) => campaign === id),
          at,
        );
        return exposure === null ? [] : [{ campaign: id, exposure }];
      }),
  );
};
