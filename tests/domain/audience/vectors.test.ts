import { expect, test } from "vitest";
import { Rule } from "../../../schemas/audience.ts";
import vectors from "../../fixtures/audiences.json" with { type: "json" };
import {
  audienceOf,
  DAY_MS,
  evaluateMembership,
  historyOf,
  membershipIntervals,
  SECOND_MS,
  sampleEvent,
} from "./sample.ts";

/** The fixture counts in days from an arbitrary start and rounds an hour to ten decimals; edges are whole seconds. */
const START_MS = 1_700_000_000_000;
const toMs = (days: number): number => START_MS + Math.round((days * DAY_MS) / SECOND_MS) * SECOND_MS;

const cases = vectors.cases.map(({ rule, events, member }) => ({
  rule: Rule.parse(rule),
  events,
  intervals: member.map((edges) => edges.map(toMs)),
}));

test("the fixture holds cases", () => {
  expect(cases.length).toBeGreaterThanOrEqual(5);
});

test.each(cases)("vector %# is a member exactly when it says", ({ rule, events, intervals }) => {
  const audience = audienceOf(rule);
  const history = historyOf(...events.map(({ type, at }) => sampleEvent(type, toMs(at))));
  expect(membershipIntervals(audience, history)).toEqual(intervals);
  for (const [from = Number.NaN, to = Number.NaN] of intervals) {
    const inside = { member: true, enteredAt: from, nextFlipAt: to, truncated: false };
    expect(evaluateMembership(audience, history, from)).toEqual(inside);
    expect(evaluateMembership(audience, history, to - 1)).toEqual(inside);
    expect(evaluateMembership(audience, history, from - 1)).toMatchObject({
      member: false,
      nextFlipAt: from,
    });
    expect(evaluateMembership(audience, history, to)).toMatchObject({ member: false, enteredAt: null });
  }
});
