import type { Condition, EventLeaf, Rule } from "../../../../schemas/audience.ts";
import { AUDIENCE_LEAVES_MAX } from "../../../../schemas/limits.ts";
import { allOf, oneOf } from "./combine-rules.ts";
import type { Place } from "./place.ts";

/** One way in which one event can be what an expression asks for, and what must be true of its profile besides. */
export interface EventMatch {
  /** Null for any event. */
  readonly event: string | null;
  readonly where: readonly Condition[];
  readonly rules: readonly Rule[];
}

export const ANY_EVENT: EventMatch = { event: null, where: [], rules: [] };

/** Null where the two name different events: no event is both. */
const both = (a: EventMatch, b: EventMatch): EventMatch | null => {
  if (a.event !== null && b.event !== null && a.event !== b.event) return null;
  return {
    event: a.event ?? b.event,
    where: [...a.where, ...b.where],
    rules: [...a.rules, ...b.rules],
  };
};

/**
 * The ways in which one event is several things at once: "(a or b) and (c or d)" has four. A leaf cannot say "or", so each way
 * becomes a leaf of its own; null where they are too many, or none is left.
 */
export const everyWay = (
  parts: readonly (readonly EventMatch[])[],
  place: Place,
): readonly EventMatch[] | null => {
  let ways: readonly EventMatch[] = [ANY_EVENT];
  for (const part of parts) {
    if (ways.length * part.length > AUDIENCE_LEAVES_MAX)
      return place.refuse(`has more than ${AUDIENCE_LEAVES_MAX} ways to be met by one event`);
    ways = ways.flatMap((way) => part.flatMap((other) => both(way, other) ?? []));
  }
  return ways.length === 0 ? place.refuse("asks for one event to have several names") : ways;
};

/** The event of one way, as leaves and steps of sequences name it. */
export const patternOf = ({ event, where }: EventMatch): Pick<EventLeaf, "event" | "where"> => ({
  event: event ?? "*",
  ...(where.length === 0 ? {} : { where: [...where] }),
});

const isOfProfileOnly = ({ event, where, rules }: EventMatch): boolean =>
  event === null && where.length === 0 && rules.length > 0;

/** Without a count or a window, "any event" says nothing of a profile. */
const ruleOfMatch = (match: EventMatch, rest: Omit<EventLeaf, "event" | "where">, place: Place): Rule =>
  isOfProfileOnly(match) && Object.keys(rest).length === 0
    ? allOf(match.rules, place)
    : allOf([place.made({ ...patternOf(match), ...rest }), ...match.rules], place);

/** That there was an event which is what one of the ways says. */
export const ruleOfMatches = (
  ways: readonly EventMatch[],
  rest: Omit<EventLeaf, "event" | "where">,
  place: Place,
): Rule =>
  oneOf(
    ways.map((way) => ruleOfMatch(way, rest, place)),
    place,
  );
