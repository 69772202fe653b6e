import type { Rule } from "../../../../../schemas/audience.ts";
import type { Ga4Filter } from "../../../../../schemas/import/ga4.ts";
import { allOf, allPresent, noneOf, oneOf } from "../combine-rules.ts";
import { ANY_EVENT, ruleOfMatches } from "../event-match.ts";
import type { Place } from "../place.ts";
import { conditionOn, type EventTarget, profileLeafOn, type ProfileTarget } from "../target.ts";
import { eventNamesIn } from "./event-names.ts";
import { ruleOfEventFilter } from "./event-rule.ts";
import { eventDimension, profileDimension } from "./fields.ts";
import { daysWithin } from "./period.ts";
import { type PlacedExpression, readExpression } from "./read-expression.ts";
import { valueTests } from "./value-tests.ts";

/** What happened once in some days of a life happened in it; else the last days are meant. */
const withinOf = ({ atAnyPointInTime, inAnyNDayPeriod }: Ga4Filter) => {
  const within = atAnyPointInTime === true ? undefined : daysWithin(inAnyNDayPeriod);
  return within === undefined ? {} : { within };
};

const ruleOnEvents = (filter: Ga4Filter, target: EventTarget, place: Place): Rule | null => {
  const tests = valueTests(filter, target, place);
  if (tests === null) return null;
  if (tests.length > 1 && target.prop.startsWith("item."))
    return place.refuse("may be met by two items, one at each end");
  const where = tests.map((test) => conditionOn(target, test));
  return ruleOfMatches([{ ...ANY_EVENT, where }], withinOf(filter), place);
};

const ruleOnProfile = (filter: Ga4Filter, target: ProfileTarget, place: Place): Rule | null => {
  if (filter.inAnyNDayPeriod)
    return place.at("inAnyNDayPeriod").refuse("is a time window on what is kept without its times");
  if (filter.atAnyPointInTime === true && target.isLasting !== true)
    return place
      .at("atAnyPointInTime")
      .refuse("asks whether it ever was so, and a profile keeps the last value");
  const tests = valueTests(filter, target, place);
  return tests === null
    ? null
    : allOf(
        tests.map((test) => profileLeafOn(target, test, place)),
        place,
      );
};

const ruleOfFilter = (filter: Ga4Filter, place: Place): Rule | null => {
  if (filter.fieldName === "eventName") {
    const names = eventNamesIn(filter, place);
    const ways = names?.map((event) => ({ ...ANY_EVENT, event })) ?? null;
    return ways === null ? null : ruleOfMatches(ways, withinOf(filter), place);
  }
  const event = eventDimension(filter.fieldName);
  if (event !== null) return ruleOnEvents(filter, event, place);
  const profile = profileDimension(filter.fieldName);
  if (profile !== null) return ruleOnProfile(filter, profile, place);
  return place.at("fieldName").refuse("is a dimension or metric that is not kept here");
};

/** An expression whose parts may be met at different times of a life; null where some of it was refused. */
export const ruleAcrossSessions = (placed: PlacedExpression): Rule | null => {
  const read = readExpression(placed);
  if (read === null) return null;
  if (read.kind === "filter") return ruleOfFilter(read.filter, read.place);
  if (read.kind === "event") return ruleOfEventFilter(read.filter, read.place);
  if (read.kind === "not") {
    const rule = ruleAcrossSessions(read.part);
    return rule === null ? null : noneOf(rule, read.place);
  }
  const rules = allPresent(read.parts.map(ruleAcrossSessions));
  if (rules === null) return null;
  return read.kind === "all" ? allOf(rules, read.place) : oneOf(rules, read.place);
};
