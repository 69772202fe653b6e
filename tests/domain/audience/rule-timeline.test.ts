import { expect, test } from "vitest";
import type { Rule } from "../../../schemas/audience.ts";
import { ruleTimeline } from "../../../worker/domain/audience/rule-timeline.ts";
import { audienceOf, historyOf, sampleEvent } from "./sample.ts";

test.each<[Rule, number[]]>([
  [{ event: "a" }, [5, Infinity]],
  [{ event: "a", within: "1s" }, [5, 1_005]],
  [{ not: { event: "a" } }, [-Infinity, 5]],
  [{ event: "a", count: { lte: 0 } }, [-Infinity, 5]],
  [{ event: "a", count: { gte: 0 } }, [-Infinity, Infinity]],
  [{ event: "b" }, []],
  [{ not: { event: "b" } }, [-Infinity, Infinity]],
  [{ or: [{ event: "b" }, { not: { event: "a", within: "1s" } }] }, [-Infinity, 5, 1_005, Infinity]],
])("%j holds over all of time during %j", (rule, edges) => {
  expect(ruleTimeline(audienceOf(rule).include, historyOf(sampleEvent("a", 5)), "known")).toEqual(edges);
});
