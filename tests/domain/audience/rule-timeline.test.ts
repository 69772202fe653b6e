import { expect, test } from "vitest";
import type { Rule } from "../../../schemas/audience.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import { unknownTraits } from "./sample-traits.ts";
import { audienceOf, historyOf, sampleEvent } from "./sample.ts";

test.each<[Rule, number[]]>([
  [{ event: "a" }, [5, Infinity]],
  [{ event: "a", within: "1s" }, [5, 1_005]],
  [{ not: { event: "a" } }, []],
  [{ event: "a", count: { lte: 0 } }, []],
  [{ event: "a", count: { gte: 0 } }, [5, Infinity]],
  [{ event: "b" }, []],
  [{ not: { event: "b" } }, [5, Infinity]],
  [{ or: [{ event: "b" }, { not: { event: "a", within: "1s" } }] }, [1_005, Infinity]],
])("%j holds over the life of a profile during %j", (rule, edges) => {
  const { set, audience } = audienceOf(rule);
  const evaluation = new Evaluation(set, {
    history: historyOf(sampleEvent("a", 5)),
    traits: unknownTraits,
  });
  expect(evaluation.ruleTimeline(audience.include)).toEqual(edges);
});
