import jsonLogic from "json-logic-js";
import { leafTimes } from "../leaf-times.ts";
import type { BenchProfile, EventDocument } from "../population.ts";
import type { SharedAudience, SharedCondition, SharedLeaf, SharedRule } from "../rules.ts";
import type { Competitor } from "./competitor.ts";

const EVENTS = { var: "events" };

const condition = ({ prop, value }: SharedCondition): object => {
  if (prop === "item.item_category") return { "===": [{ var: "category" }, value] };
  if (prop === "value") return { ">=": [{ var: "value" }, value] };
  return { in: [value, { var: "url" }] };
};

/** The test that is false most often comes first. */
const testOf = (leaf: SharedLeaf, now: number): object => {
  const { after, until } = leafTimes(leaf, now);
  const tests = [
    { "===": [{ var: "type" }, leaf.event] },
    ...(after === null ? [] : [{ ">": [{ var: "at" }, after] }]),
    ...(until === null ? [] : [{ "<=": [{ var: "at" }, until] }]),
    ...(leaf.where ?? []).map(condition),
  ];
  return tests.length === 1 ? (tests[0] ?? {}) : { and: tests };
};

const ofLeaf = (leaf: SharedLeaf, now: number): object => {
  const test = testOf(leaf, now);
  if (leaf.not_followed_by !== undefined) {
    const { event } = leaf.not_followed_by;
    const { refutedWithinMs } = leafTimes(leaf, now);
    const found = (matching: object) => ({ filter: [EVENTS, matching] });
    return { has_unrefuted: [found(test), found({ "===": [{ var: "type" }, event] }), refutedWithinMs] };
  }
  if (leaf.sum !== undefined) {
    const add = { "+": [{ var: "accumulator" }, { var: "current.value" }] };
    return { ">=": [{ reduce: [{ filter: [EVENTS, test] }, add, 0] }, leaf.sum.gte] };
  }
  if (leaf.count === undefined) return { some: [EVENTS, test] };
  const number = { length: { filter: [EVENTS, test] } };
  return "gte" in leaf.count ? { ">=": [number, leaf.count.gte] } : { "<=": [number, leaf.count.lte] };
};

const ofRule = (rule: SharedRule, now: number): object => {
  if ("and" in rule) return { and: rule.and.map((part) => ofRule(part, now)) };
  if ("or" in rule) return { or: rule.or.map((part) => ofRule(part, now)) };
  if ("not" in rule) return { "!": [ofRule(rule.not, now)] };
  return ofLeaf(rule, now);
};

const ofAudience = ({ include, exclude }: SharedAudience, now: number): object =>
  exclude === undefined ? ofRule(include, now) : ofRule({ and: [include, { not: exclude }] }, now);

type Events = readonly EventDocument[];

/** Its own operations wherever there are any; two are missing. */
const addOperations = (): void => {
  jsonLogic.add_operation("length", (events: Events) => events.length);
  jsonLogic.add_operation("has_unrefuted", (counted: Events, refuting: Events, withinMs: number) =>
    counted.some(({ at }) => !refuting.some((other) => other.at > at && other.at <= at + withinMs)),
  );
};

export const createJsonLogic = (
  profiles: readonly BenchProfile[],
  audiences: readonly SharedAudience[],
  now: number,
): Competitor => {
  addOperations();
  const rules = audiences.map((audience) => ofAudience(audience, now));
  const facts = profiles.map(({ documents }) => ({ events: documents }));
  return {
    name: "json-logic-js",
    answer: (into) => {
      let place = 0;
      for (const fact of facts) {
        for (const rule of rules) into[place++] = jsonLogic.apply(rule, fact) === true ? 1 : 0;
      }
    },
  };
};
