import type { Duration } from "../../../../../schemas/audience.ts";
import { lengthOfTime } from "../length-of-time.ts";
import type { PlacedExpression } from "./read-expression.ts";
import { filtersIn } from "./read-expression.ts";

/** What filters of one event say of the time they look at. */
export interface Period {
  /** Undefined for the whole life. */
  readonly within: Duration | undefined;
  /** Whether it is enough that the condition was met once. */
  readonly isOnce: boolean;
}

const SECONDS_OF_DAY = 86_400;

/** Days are 24 hours here and calendar days in GA4. 0 days are no limit. */
export const daysWithin = (days: number | null | undefined): Duration | undefined =>
  days ? lengthOfTime(days * SECONDS_OF_DAY) : undefined;

/** The one period of all filters of an event's parameters; null, and refused, where they differ. */
export const periodOf = (parameters: PlacedExpression | null): Period | null => {
  const filters = parameters === null ? [] : filtersIn(parameters);
  const days = filters.map(({ filter }) => filter.inAnyNDayPeriod ?? 0);
  const odd = filters.find((_, index) => days[index] !== days[0]);
  if (odd !== undefined) return odd.place.refuse("looks at another time than its neighbours");
  return {
    within: daysWithin(days[0]),
    isOnce: filters.some(({ filter }) => filter.atAnyPointInTime === true),
  };
};
