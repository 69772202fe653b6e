import type { Count, Rule } from "../../../../../schemas/audience.ts";
import type { Ga4EventFilter, Ga4Filter } from "../../../../../schemas/import/ga4.ts";
import { ANY_EVENT, everyWay, ruleOfMatches } from "../event-match.ts";
import type { Place } from "../place.ts";
import { eventNamed } from "./event-names.ts";
import { waysOf } from "./one-event.ts";
import { periodOf } from "./period.ts";
import { filtersIn } from "./read-expression.ts";
import { numberOf } from "./value-tests.ts";

/** How many events there must be. Of none there is no event to filter, so counts from above begin at one. */
const countOf = (filter: Ga4Filter, place: Place): Count | null => {
  const { numericFilter, betweenFilter } = filter;
  if (betweenFilter) {
    const gte = numberOf(betweenFilter.fromValue, place.at("betweenFilter", "fromValue"));
    const lte = numberOf(betweenFilter.toValue, place.at("betweenFilter", "toValue"));
    return gte === null || lte === null ? null : { gte: Math.max(1, Math.ceil(gte)), lte: Math.floor(lte) };
  }
  if (!numericFilter) return place.refuse("compares a number as if it were text");
  const value = numberOf(numericFilter.value, place.at("numericFilter", "value"));
  if (value === null) return null;
  if (numericFilter.operation === "GREATER_THAN") return { gte: Math.max(1, Math.floor(value) + 1) };
  if (numericFilter.operation === "EQUAL")
    return value > 0 ? { eq: value } : place.refuse("asks for an event that did not happen");
  return value > 1
    ? { gte: 1, lte: Math.ceil(value) - 1 }
    : place.refuse("asks for an event that did not happen");
};

const isMonotone = (count: Count): boolean => count.eq === undefined && count.lte === undefined;

/** `n` events of a name, in the last days or ever. */
const countedRule = (
  event: string,
  counting: { filter: Ga4Filter; place: Place },
  place: Place,
): Rule | null => {
  const { filter } = counting;
  const count = countOf(filter, counting.place);
  const period = periodOf({
    expression: { dimensionOrMetricFilter: filter },
    place: place.at("eventParameterFilterExpression"),
  });
  if (count === null || period === null) return null;
  if (period.isOnce && (period.within !== undefined || !isMonotone(count)))
    return counting.place
      .at("atAnyPointInTime")
      .refuse("asks whether a count was ever reached, and counts are of the present");
  const { within } = period;
  return place.made({ event, count, ...(within === undefined ? {} : { within }) });
};

/** A filter of events across all sessions: that there was such an event, or so many. */
export const ruleOfEventFilter = (filter: Ga4EventFilter, place: Place): Rule | null => {
  const event = eventNamed(filter.eventName, place.at("eventName"));
  const { eventParameterFilterExpression: expression } = filter;
  if (!expression) return event === null ? null : place.made({ event });
  const parameters = { expression, place: place.at("eventParameterFilterExpression") };
  const filters = filtersIn(parameters);
  const counting = filters.find((other) => other.filter.fieldName === "eventCount");
  if (counting !== undefined) {
    const others = filters.filter((other) => other !== counting);
    for (const other of others)
      other.place.refuse("stands beside eventCount, and GA4 then ignores it: take it out");
    return event === null || others.length > 0 ? null : countedRule(event, counting, place);
  }
  const ways = waysOf(parameters, "parameters");
  const period = periodOf(parameters);
  if (event === null || ways === null || period === null) return null;
  const named = everyWay([[{ ...ANY_EVENT, event }], ways], place);
  // What happened once in some days of a life happened in it.
  const within = period.isOnce ? undefined : period.within;
  return named === null ? null : ruleOfMatches(named, within === undefined ? {} : { within }, place);
};
