/** Where a profile came from, and where it is. */
import type { Traits } from "../../../../../worker/domain/audience/history.ts";
import { CLICK_ID_PARAMETERS } from "../../../../../worker/domain/consent/click-ids.ts";
import type { Touch } from "../../../../../worker/domain/profile-state.ts";

/** What the parameter is in each touch that has it. */
const parameterIn = (touches: readonly Touch[], name: string): string[] =>
  touches.flatMap(({ utm }) => Object.entries(utm).flatMap(([key, value]) => (key === name ? [value] : [])));

export const firstParameter = (known: readonly Touch[], name: string): string | undefined =>
  parameterIn(known, name)[0];

export const lastParameter = (known: readonly Touch[], name: string): string | undefined =>
  parameterIn(known, name).at(-1);

/** Name of the first listed click id of the newest touch that has any. */
export const clickId = (known: readonly Touch[]): string | undefined => {
  const newest = known.findLast(({ clickIds }) => Object.keys(clickIds).length > 0);
  return newest && CLICK_ID_PARAMETERS.find((name) => Object.keys(newest.clickIds).includes(name));
};

/** `US-CA`; the country alone where no subdivision is known. */
export const regionOf = ({ country, subdivision }: Traits): string | undefined => {
  if (country === null) return undefined;
  return subdivision === null ? country : `${country}-${subdivision}`;
};
