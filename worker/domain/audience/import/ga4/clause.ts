import type { Rule } from "../../../../../schemas/audience.ts";
import type { Ga4FilterClause, Ga4SimpleFilter } from "../../../../../schemas/import/ga4.ts";
import { ruleOfMatches } from "../event-match.ts";
import type { Place } from "../place.ts";
import { ruleAcrossSessions } from "./across-sessions.ts";
import { waysOf } from "./one-event.ts";
import { readingOf } from "./scope.ts";
import { ruleOfSequence } from "./sequence.ts";

const ruleOfSimpleFilter = ({ scope, filterExpression }: Ga4SimpleFilter, place: Place): Rule | null => {
  const reading = readingOf(scope, place.at("scope"));
  if (reading === null) return null;
  const placed = { expression: filterExpression, place: place.at("filterExpression") };
  if (reading === "life") return ruleAcrossSessions(placed);
  const ways = waysOf(placed, reading);
  return ways === null ? null : ruleOfMatches(ways, {}, place);
};

/** What a clause asks for, whether it includes or excludes; null where some of it was refused. */
export const ruleOfClause = (clause: Ga4FilterClause, place: Place): Rule | null => {
  const { simpleFilter, sequenceFilter } = clause;
  if (simpleFilter && sequenceFilter) return place.refuse("needs one of simpleFilter and sequenceFilter");
  if (simpleFilter) return ruleOfSimpleFilter(simpleFilter, place.at("simpleFilter"));
  if (sequenceFilter) return ruleOfSequence(sequenceFilter, place.at("sequenceFilter"));
  return place.refuse("needs one of simpleFilter and sequenceFilter");
};
