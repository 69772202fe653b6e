import type { Count, EventLeaf, Rule } from "../../../../../schemas/audience.ts";
import type { PosthogLeaf } from "../../../../../schemas/import/posthog.ts";
import { allOf, noneOf } from "../combine-rules.ts";
import { ANY_EVENT, type EventMatch, everyWay, ruleOfMatches } from "../event-match.ts";
import type { Place } from "../place.ts";
import { eventNamed } from "./event-name.ts";
import { waysOfEventLeaves } from "./one-event.ts";
import { refuseOtherFields } from "./used-fields.ts";
import { windowOfFields, windowOfLeaf } from "./window.ts";

const COMMON = ["type", "key", "value", "negation", "event_type"];
const WINDOW = ["explicit_datetime", "time_value", "time_interval"];
const LATER = ["seq_time_value", "seq_time_interval"];

const SEQ_TIME = { value: "seq_time_value", interval: "seq_time_interval" } as const;

const eventOf = (name: unknown, kind: string | null | undefined, fields: [string, string], place: Place) =>
  kind === "events"
    ? eventNamed(name, place.at(fields[0]))
    : place.at(fields[1]).refuse("is not `events`: actions of PostHog are not known here");

/** The events that a condition counts: by name, and by `event_filters`. */
const waysOfLeaf = (leaf: PosthogLeaf, place: Place): readonly EventMatch[] | null => {
  const event = eventOf(leaf.key, leaf.event_type, ["key", "event_type"], place);
  const filters = waysOfEventLeaves(leaf.event_filters ?? [], place.at("event_filters"));
  if (event === null || filters === null) return null;
  return everyWay([[{ ...ANY_EVENT, event }], filters], place);
};

const performed = (leaf: PosthogLeaf, place: Place): Rule | null => {
  if (refuseOtherFields(leaf, [...COMMON, ...WINDOW, "event_filters"], place)) return null;
  const ways = waysOfLeaf(leaf, place);
  const within = windowOfLeaf(leaf, place);
  return ways === null || within === null ? null : ruleOfMatches(ways, { within }, place);
};

/** PostHog counts per person who has such events, so counts from above begin at one. */
const countOf = ({ operator, operator_value: given }: PosthogLeaf, place: Place): Count | null => {
  if (given === null || given === undefined) return place.refuse("needs operator_value");
  const value = Number(given);
  const atLeastOne = (count: Count, isPossible: boolean): Count | null =>
    isPossible ? count : place.at("operator_value").refuse("asks for an event that did not happen");
  switch (operator ?? "exact") {
    case "gte":
      return { gte: Math.max(1, value) };
    case "gt":
      return { gte: Math.max(1, value + 1) };
    case "lte":
      return atLeastOne({ gte: 1, lte: value }, value >= 1);
    case "lt":
      return atLeastOne({ gte: 1, lte: value - 1 }, value > 1);
    case "eq":
    case "exact":
      return atLeastOne({ eq: value }, value >= 1);
    default:
      return place.at("operator").refuse("is a comparison that counts do not have");
  }
};

const performedMultiple = (leaf: PosthogLeaf, place: Place): Rule | null => {
  const used = [...COMMON, ...WINDOW, "event_filters", "operator", "operator_value"];
  if (refuseOtherFields(leaf, used, place)) return null;
  const ways = waysOfLeaf(leaf, place);
  const within = windowOfLeaf(leaf, place);
  const count = countOf(leaf, place);
  if (ways === null || within === null || count === null) return null;
  return ruleOfMatches(ways, { count, within }, place);
};

/** A first event and a second one after it, both in the look-back. */
const performedSequence = (leaf: PosthogLeaf, place: Place): Rule | null => {
  const used = [...COMMON, ...WINDOW, ...LATER, "seq_event", "seq_event_type"];
  if (refuseOtherFields(leaf, used, place)) return null;
  const first = eventOf(leaf.key, leaf.event_type, ["key", "event_type"], place);
  const second = eventOf(leaf.seq_event, leaf.seq_event_type, ["seq_event", "seq_event_type"], place);
  const within = windowOfLeaf(leaf, place);
  const between = windowOfFields(leaf, SEQ_TIME, place);
  if (first === null || second === null || within === null || between === null) return null;
  return place.made({ sequence: [{ event: first }, { event: second, within: between }], within });
};

/** In the longer time, and not in the shorter one that ends now. */
const stoppedPerforming = (leaf: PosthogLeaf, place: Place): Rule | null => {
  if (refuseOtherFields(leaf, [...COMMON, ...WINDOW, ...LATER, "event_filters"], place)) return null;
  const ways = waysOfLeaf(leaf, place);
  const within = windowOfLeaf(leaf, place);
  const lately = windowOfFields(leaf, SEQ_TIME, place);
  if (ways === null || within === null || lately === null) return null;
  const inTime = (rest: Pick<EventLeaf, "within">): Rule => ruleOfMatches(ways, rest, place);
  return allOf([inTime({ within }), noneOf(inTime({ within: lately }), place)], place);
};

const behaviorOf = (leaf: PosthogLeaf, place: Place): Rule | null => {
  switch (String(leaf.value)) {
    case "performed_event":
      return performed(leaf, place);
    case "performed_event_multiple":
      return performedMultiple(leaf, place);
    case "performed_event_sequence":
      return performedSequence(leaf, place);
    case "stopped_performing_event":
      return stoppedPerforming(leaf, place);
    default:
      return place.at("value").refuse("is a behaviour that audiences cannot describe");
  }
};

/** What somebody did; null where some of it was refused. */
export const ruleOfBehavior = (leaf: PosthogLeaf, place: Place): Rule | null => {
  const rule = behaviorOf(leaf, place);
  return rule !== null && leaf.negation === true ? noneOf(rule, place) : rule;
};
