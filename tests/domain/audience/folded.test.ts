import { describe, expect, test } from "vitest";
import type { EventLeaf, Rule } from "../../../schemas/audience.ts";
import type { History } from "../../../worker/domain/audience/history.ts";
import {
  audienceOf,
  DAY_MS,
  historyOf,
  sampleEvent,
  evaluateMembership,
  membershipIntervals,
} from "./sample.ts";

const NOW = 100 * DAY_MS;

/** Five views on days 10 to 50 were folded; the log holds one view and one purchase of day 90. */
const history: History = {
  ...historyOf(sampleEvent("view_item", 90 * DAY_MS, { value: 5 }), sampleEvent("purchase", 90 * DAY_MS)),
  folded: { view_item: { count: 5, firstAt: 10 * DAY_MS, lastAt: 50 * DAY_MS } },
  foldedUntil: 50 * DAY_MS,
  firstSeenAt: 10 * DAY_MS,
};

const evaluate = (rule: Rule, rest: Parameters<typeof audienceOf>[1] = {}, now = NOW) =>
  evaluateMembership(audienceOf(rule, rest), history, now);

describe("a lifetime count", () => {
  test.each<[NonNullable<EventLeaf["count"]>, boolean]>([
    [{ gte: 6 }, true],
    [{ gte: 7 }, false],
    [{ eq: 6 }, true],
    [{ lte: 5 }, false],
  ])("of %o takes folded events in", (count, member) => {
    expect(evaluate({ event: "view_item", count })).toMatchObject({ member, truncated: false });
  });

  test("of any event takes every folded type in", () => {
    expect(evaluate({ event: "*", count: { eq: 7 } })).toMatchObject({ member: true, truncated: false });
  });

  test("enters with the first folded event, and with the last one where it needs more", () => {
    expect(evaluate({ event: "view_item" }).enteredAt).toBe(10 * DAY_MS);
    expect(evaluate({ event: "view_item", count: { gte: 2 } }).enteredAt).toBe(50 * DAY_MS);
    expect(evaluate({ event: "view_item", count: { gte: 6 } }).enteredAt).toBe(90 * DAY_MS);
  });

  test("is put in time order with older events that came late", () => {
    const late = { ...history, log: [sampleEvent("view_item", 20 * DAY_MS), ...history.log] };
    const audience = audienceOf({ event: "view_item", count: { gte: 2 } });
    expect(membershipIntervals(audience, late)).toEqual([[20 * DAY_MS, Infinity]]);
  });

  test("is in doubt while it matters when between the first and the last it was reached", () => {
    const exclude = [{ mode: "permanent" as const, rule: { event: "view_item", count: { eq: 3 } } }];
    expect(evaluate({ event: "purchase" }, { exclude })).toMatchObject({ member: true, truncated: true });
    const sticky = { membership: { mode: "sticky" as const, for: "60d" } };
    expect(evaluate({ event: "view_item", count: { eq: 3 } }, sticky).truncated).toBe(true);
    const brief = { membership: { mode: "sticky" as const, for: "40d" } };
    expect(evaluate({ event: "view_item", count: { eq: 3 } }, brief).truncated).toBe(false);
  });

  test("of one or two folded events is exact throughout", () => {
    const two = {
      ...history,
      folded: { view_item: { count: 2, firstAt: 10 * DAY_MS, lastAt: 50 * DAY_MS } },
    };
    const exclude = [{ mode: "permanent" as const, rule: { event: "view_item", count: { gte: 4 } } }];
    const audience = audienceOf({ event: "view_item", count: { eq: 1 } }, { exclude });
    expect(membershipIntervals(audience, two)).toEqual([[10 * DAY_MS, 50 * DAY_MS]]);
    expect(evaluateMembership(audience, two, 20 * DAY_MS).truncated).toBe(false);
  });
});

describe("a leaf that folding made blind", () => {
  const large: EventLeaf = { event: "view_item", where: [{ prop: "value", op: "gte", value: 9 }] };
  const small: EventLeaf = { event: "view_item", where: [{ prop: "value", op: "lt", value: 9 }] };

  test("is marked where a folded event could have decided it", () => {
    expect(evaluate(large)).toEqual({ member: false, enteredAt: null, nextFlipAt: null, truncated: true });
    expect(evaluate({ event: "purchase", where: small.where, count: { eq: 0 } }).truncated).toBe(false);
  });

  test("is not marked where the log alone decides it", () => {
    expect(evaluate(small)).toMatchObject({ member: true, truncated: false });
    expect(evaluate({ ...small, count: { lte: 1 } })).toMatchObject({ member: true, truncated: true });
    expect(evaluate({ ...small, count: { lte: 0 } })).toMatchObject({ member: false, truncated: false });
  });

  test("is marked where it sums", () => {
    expect(evaluate({ event: "view_item", sum: { prop: "value", gte: 5 } })).toMatchObject({
      truncated: true,
    });
    expect(evaluate({ event: "view_item", sum: { prop: "value", lte: 5 } })).toMatchObject({
      truncated: true,
    });
  });

  test.each([
    ["50d", false],
    ["51d", true],
  ])("is marked with a window of %s only while that reaches the folded events", (within, truncated) => {
    expect(evaluate({ event: "view_item", count: { gte: 2 }, within }).truncated).toBe(truncated);
  });

  test("is marked where a folded event could have followed", () => {
    const early = { ...history, log: [sampleEvent("add_to_cart", 49 * DAY_MS), ...history.log] };
    const rule: Rule = { event: "add_to_cart", not_followed_by: { event: "view_item", within: "2d" } };
    expect(evaluateMembership(audienceOf(rule), early, NOW)).toMatchObject({ member: true, truncated: true });
  });

  test("does not matter beside a part that decides alone", () => {
    expect(evaluate({ or: [large, { event: "purchase" }] })).toMatchObject({
      member: true,
      truncated: false,
    });
    expect(evaluate({ and: [large, { event: "refund" }] })).toMatchObject({
      member: false,
      truncated: false,
    });
    expect(evaluate({ and: [{ event: "purchase" }, { not: large }] })).toMatchObject({
      member: true,
      truncated: true,
    });
  });

  test("is marked where only the next flip is in doubt", () => {
    const soon: Rule = { or: [large, { event: "purchase", within: "20d" }] };
    expect(evaluate(soon)).toMatchObject({ member: true, nextFlipAt: 110 * DAY_MS, truncated: true });
  });

  test("is not marked when other types were folded", () => {
    expect(evaluate({ event: "purchase", where: large.where })).toMatchObject({ truncated: false });
  });
});
