import type { Ga4Filter } from "../../../../../schemas/import/ga4.ts";
import { allPresent, noneOf } from "../combine-rules.ts";
import { ANY_EVENT, type EventMatch, everyWay } from "../event-match.ts";
import type { Place } from "../place.ts";
import {
  conditionOn,
  type EventTarget,
  profileLeafOn,
  type ProfileTarget,
  type ValueTest,
} from "../target.ts";
import { eventNamed, eventNamesIn } from "./event-names.ts";
import { eventDimension, parameterOfEvent, profileDimension } from "./fields.ts";
import { type PlacedExpression, type ReadExpression, readExpression } from "./read-expression.ts";
import { valueTests } from "./value-tests.ts";

/**
 * What an expression is read for. `event`: one event is all of it. `session`: one session or one step across sessions has all of it,
 * which can be said only where one event is enough. `parameters`: the event is named already, and its parameters are asked.
 */
export type Reading = "event" | "session" | "parameters";

type Ways = readonly EventMatch[];

const OPPOSITES = { eq: "neq", neq: "eq", in: "nin", nin: "in" } as const;

/** The test that holds exactly where another does not; null where there is none. */
const opposite = (test: ValueTest): ValueTest | null => {
  if (test.op === "exists") return { op: "exists", value: !test.value };
  if (test.op === "eq" || test.op === "neq") return { op: OPPOSITES[test.op], value: test.value };
  return test.op === "in" || test.op === "nin" ? { op: OPPOSITES[test.op], value: test.value } : null;
};

const onEvent = (filter: Ga4Filter, target: EventTarget, isNegated: boolean, place: Place): Ways | null => {
  const tests = valueTests(filter, target, place);
  if (tests === null) return null;
  const isOfItem = target.prop.startsWith("item.");
  if (isOfItem && tests.length > 1) return place.refuse("may be met by two items, one at each end");
  if (!isNegated) return [{ ...ANY_EVENT, where: tests.map((test) => conditionOn(target, test)) }];
  if (isOfItem) return place.refuse("is negated on items, of which an event has many");
  const opposites = tests.length === 1 ? allPresent(tests.map(opposite)) : null;
  return opposites === null
    ? place.refuse("is a comparison that cannot be negated within one event")
    : [{ ...ANY_EVENT, where: opposites.map((test) => conditionOn(target, test)) }];
};

const onProfile = (
  filter: Ga4Filter,
  target: ProfileTarget,
  isNegated: boolean,
  place: Place,
): Ways | null => {
  if (target.isLasting !== true)
    return place.at("fieldName").refuse("is kept of a profile, not of an event or a session");
  const tests = valueTests(filter, target, place);
  if (tests === null) return null;
  const leaves = tests.map((test) => profileLeafOn(target, test, place));
  return [{ ...ANY_EVENT, rules: isNegated ? leaves.map((leaf) => noneOf(leaf, place)) : leaves }];
};

const waysOfFilter = (filter: Ga4Filter, reading: Reading, isNegated: boolean, place: Place): Ways | null => {
  const { fieldName } = filter;
  if (reading !== "parameters" && filter.inAnyNDayPeriod)
    return place.at("inAnyNDayPeriod").refuse("is a time window in a scope that has none");
  if (fieldName === "eventName" && reading !== "parameters") {
    if (isNegated) return place.refuse("asks for an event of any other name");
    const names = eventNamesIn(filter, place);
    return names?.map((event) => ({ ...ANY_EVENT, event })) ?? null;
  }
  const target = reading === "parameters" ? parameterOfEvent(fieldName) : eventDimension(fieldName);
  if (fieldName !== "eventCount" && target !== null) return onEvent(filter, target, isNegated, place);
  const profile = reading === "parameters" ? null : profileDimension(fieldName);
  if (profile !== null) return onProfile(filter, profile, isNegated, place);
  return place.at("fieldName").refuse("is a dimension or metric that events do not have here");
};

const waysOfEvent = (
  { filter, place }: Extract<ReadExpression, { kind: "event" }>,
  reading: Reading,
): Ways | null => {
  if (reading === "parameters") return place.refuse("is an event inside an event");
  const event = eventNamed(filter.eventName, place.at("eventName"));
  const { eventParameterFilterExpression: expression } = filter;
  const named: Ways | null = event === null ? null : [{ ...ANY_EVENT, event }];
  if (!expression) return named;
  const parameters = waysOf({ expression, place: place.at("eventParameterFilterExpression") }, "parameters");
  return named === null || parameters === null ? null : everyWay([named, parameters], place);
};

/** The ways in which one event meets an expression; null where some of it was refused. */
export const waysOf = (placed: PlacedExpression, reading: Reading, isNegated = false): Ways | null => {
  const read = readExpression(placed);
  if (read === null) return null;
  if (read.kind === "filter") return waysOfFilter(read.filter, reading, isNegated, read.place);
  if (reading === "session" && read.kind === "not")
    return read.place.refuse("is negated where several events may bring it");
  if (read.kind === "not") {
    const { dimensionOrMetricFilter } = read.part.expression;
    return dimensionOrMetricFilter && !isNegated
      ? waysOf(read.part, reading, true)
      : read.place.refuse("negates more than a filter within one event");
  }
  if (read.kind === "event") return waysOfEvent(read, reading);
  if (reading === "session" && read.kind === "all" && read.parts.length > 1)
    return read.place.refuse("asks for several things that several events may bring");
  const parts = allPresent(read.parts.map((part) => waysOf(part, reading)));
  if (parts === null) return null;
  return read.kind === "any" ? parts.flat() : everyWay(parts, read.place);
};
