import { describe, expect, test } from "vitest";
import type { EventLeaf, Rule, Sum } from "../../../schemas/audience.ts";
import {
  audienceOf,
  DAY_MS,
  HOUR_MS,
  historyOf,
  sampleEvent,
  evaluateMembership,
  membershipIntervals,
} from "./sample.ts";

const view = (at: number, fields = {}) => sampleEvent("view_item", at, fields);
const cart = (at: number) => sampleEvent("add_to_cart", at);
const purchase = (at: number, value?: number) =>
  sampleEvent("purchase", at, value === undefined ? {} : { value }, value ?? 0);

const spent = (bounds: Omit<Sum, "prop">, rest: Omit<EventLeaf, "event" | "sum"> = {}) =>
  audienceOf({ event: "purchase", sum: { prop: "value", ...bounds }, ...rest });

/** Whether one purchase of 10 satisfies the bounds. */
const isMemberByTen = (bounds: Omit<Sum, "prop">) =>
  evaluateMembership(spent(bounds), historyOf(purchase(0, 10)), 0).member;

describe("one leaf", () => {
  test("holds from the event on for ever without a window", () => {
    expect(membershipIntervals(audienceOf({ event: "view_item" }), historyOf(view(5)))).toEqual([
      [5, Infinity],
    ]);
  });

  test("counts an event up to, not at, the end of its window", () => {
    const audience = audienceOf({ event: "view_item", within: "7d" });
    const history = historyOf(view(0));
    expect(evaluateMembership(audience, history, 7 * DAY_MS - 1)).toEqual({
      member: true,
      enteredAt: 0,
      nextFlipAt: 7 * DAY_MS,
      truncated: false,
    });
    expect(evaluateMembership(audience, history, 7 * DAY_MS)).toEqual({
      member: false,
      enteredAt: null,
      nextFlipAt: null,
      truncated: false,
    });
  });

  test("stays one membership when an event leaves at the moment another comes", () => {
    const history = historyOf(view(0), view(DAY_MS));
    expect(membershipIntervals(audienceOf({ event: "view_item", within: "1d" }), history)).toEqual([
      [0, 2 * DAY_MS],
    ]);
  });

  test("needs all bounds of a count", () => {
    const history = historyOf(view(1), view(2), view(3), view(4));
    const rule: Rule = { event: "view_item", count: { gte: 2, lte: 3 } };
    expect(membershipIntervals(audienceOf(rule), history)).toEqual([[2, 4]]);
  });

  test("reads every event for the name *", () => {
    const history = historyOf(view(1), cart(2));
    expect(membershipIntervals(audienceOf({ event: "*", count: { gte: 2 } }), history)).toEqual([
      [2, Infinity],
    ]);
  });

  test("never holds when it stops counting an event before the event can count", () => {
    const rule: Rule = {
      event: "add_to_cart",
      within: "1h",
      not_followed_by: { event: "purchase", within: "1h" },
    };
    expect(membershipIntervals(audienceOf(rule), historyOf(cart(0)))).toEqual([]);
  });
});

describe("not_followed_by", () => {
  const rule: EventLeaf = { event: "add_to_cart", not_followed_by: { event: "purchase", within: "1h" } };

  test.each([
    ["at the same moment", 0, true],
    ["a millisecond later", 1, false],
    ["at the end of the time", HOUR_MS, false],
    ["a millisecond after the end", HOUR_MS + 1, true],
  ])("is answered by what came %s", (_, at, expected) => {
    const history = historyOf(cart(0), purchase(at));
    expect(evaluateMembership(audienceOf(rule), history, 2 * HOUR_MS).member).toBe(expected);
  });

  test("looks at each counted event by itself", () => {
    const history = historyOf(cart(0), purchase(10), cart(20), cart(30));
    const twice = audienceOf({ ...rule, count: { gte: 2 } });
    expect(membershipIntervals(twice, history)).toEqual([[30 + HOUR_MS, Infinity]]);
  });

  test("can name the counted event itself", () => {
    const last: Rule = { event: "view_item", not_followed_by: { event: "view_item", within: "1h" } };
    expect(membershipIntervals(audienceOf(last), historyOf(view(0), view(10)))).toEqual([
      [10 + HOUR_MS, Infinity],
    ]);
  });

  test("reads the where of what must not follow", () => {
    const large: Rule = {
      event: "add_to_cart",
      not_followed_by: {
        event: "purchase",
        within: "1h",
        where: [{ prop: "value", op: "gte", value: 50 }],
      },
    };
    expect(membershipIntervals(audienceOf(large), historyOf(cart(0), purchase(1, 49)))).toHaveLength(1);
    expect(membershipIntervals(audienceOf(large), historyOf(cart(0), purchase(1, 50)))).toHaveLength(0);
  });
});

describe("sum", () => {
  test("adds decimals as they are written", () => {
    const history = historyOf(purchase(1, 0.1), purchase(2, 0.7));
    expect(membershipIntervals(spent({ gte: 0.8 }), history)).toEqual([[2, Infinity]]);
    expect(membershipIntervals(spent({ gt: 0.8 }), history)).toEqual([]);
    // 8.2 and 8.3 have no whole number of millionths in binary until they are rounded to one.
    expect(
      membershipIntervals(spent({ gte: 8.3 }), historyOf(purchase(1, 8.2), purchase(2, 0.1))),
    ).toHaveLength(1);
  });

  test("is exactly nothing again when all has left the window", () => {
    const history = historyOf(purchase(0, 0.1), purchase(1, 0.2), purchase(2, 0.3));
    const audience = spent({ gt: 0 }, { within: "1s" });
    expect(membershipIntervals(audience, history)).toEqual([[0, 1_002]]);
  });

  test("of item prices adds the price of each item, whatever its quantity", () => {
    const items = [{ item_id: "a", price: 10, quantity: 3 }, { item_id: "b", price: 5 }, { item_id: "c" }];
    const audience = audienceOf({ event: "view_item", sum: { prop: "item.price", gte: 15, lte: 15 } });
    expect(evaluateMembership(audience, historyOf(view(0, { items })), 0).member).toBe(true);
  });

  test("takes a missing or textual amount as nothing", () => {
    const rule: Rule = { event: "view_item", sum: { prop: "params.points", gt: 0 } };
    const history = historyOf(view(0), view(1, { params: { points: "9" } }));
    expect(evaluateMembership(audienceOf(rule), history, 1).member).toBe(false);
  });

  test("alone asks for no event, together with a count for both", () => {
    const history = historyOf(view(0), purchase(5, 10));
    expect(membershipIntervals(spent({ lte: 20 }), history)).toEqual([[0, Infinity]]);
    expect(membershipIntervals(spent({ lte: 20 }, { count: { gte: 1 } }), history)).toEqual([[5, Infinity]]);
    expect(membershipIntervals(spent({ lt: 10 }, { count: { gte: 1 } }), history)).toEqual([]);
  });

  test("survives amounts that no shop has", () => {
    const history = historyOf(purchase(0, Number.MAX_VALUE), purchase(1, -Number.MAX_VALUE), purchase(2, 5));
    expect(membershipIntervals(spent({ gt: 0 }), history)).toEqual([
      [0, 1],
      [2, Infinity],
    ]);
  });

  test("is held to the tighter of two bounds on a side", () => {
    expect(isMemberByTen({ gt: 5, gte: 10 })).toBe(true);
    expect(isMemberByTen({ gt: 10, gte: 5 })).toBe(false);
    expect(isMemberByTen({ gt: 10, gte: 10 })).toBe(false);
    expect(isMemberByTen({ lt: 15, lte: 10 })).toBe(true);
    expect(isMemberByTen({ lt: 10, lte: 15 })).toBe(false);
    expect(isMemberByTen({ lt: 10, lte: 10 })).toBe(false);
  });
});

describe("sticky", () => {
  const sticky = { membership: { mode: "sticky" as const, for: "2d" } };

  test("keeps a member for a time after the rule last held", () => {
    const audience = audienceOf({ event: "view_item", within: "1d" }, sticky);
    expect(membershipIntervals(audience, historyOf(view(0)))).toEqual([[0, 3 * DAY_MS]]);
  });

  test("joins two qualifications that it bridges, also where they only touch", () => {
    const audience = audienceOf({ event: "view_item", within: "1d" }, sticky);
    expect(membershipIntervals(audience, historyOf(view(0), view(3 * DAY_MS)))).toEqual([[0, 6 * DAY_MS]]);
    expect(membershipIntervals(audience, historyOf(view(0), view(3 * DAY_MS + 1)))).toEqual([
      [0, 3 * DAY_MS],
      [3 * DAY_MS + 1, 6 * DAY_MS + 1],
    ]);
  });

  test("does not bridge an exclusion", () => {
    const audience = audienceOf(
      { event: "view_item", within: "1d" },
      { ...sticky, exclude: [{ mode: "temporary", rule: { event: "purchase", within: "1d" } }] },
    );
    expect(membershipIntervals(audience, historyOf(view(0), purchase(DAY_MS)))).toEqual([
      [0, DAY_MS],
      [2 * DAY_MS, 3 * DAY_MS],
    ]);
  });

  test("is not earned before the profile began", () => {
    const audience = audienceOf({ event: "view_item", count: { lte: 0 } }, sticky);
    expect(membershipIntervals(audience, historyOf(view(0)))).toEqual([]);
  });
});

describe("exclusions", () => {
  const viewed: Rule = { event: "view_item" };
  const refunded: Rule = { event: "refund", within: "1d" };
  const history = historyOf(view(0), sampleEvent("refund", DAY_MS));

  test("that are temporary end with their rule", () => {
    const audience = audienceOf(viewed, { exclude: [{ mode: "temporary", rule: refunded }] });
    expect(membershipIntervals(audience, history)).toEqual([
      [0, DAY_MS],
      [2 * DAY_MS, Infinity],
    ]);
  });

  test("that are permanent last from the first time on", () => {
    const audience = audienceOf(viewed, { exclude: [{ mode: "permanent", rule: refunded }] });
    expect(membershipIntervals(audience, history)).toEqual([[0, DAY_MS]]);
  });

  test("beat an inclusion of the same moment", () => {
    const audience = audienceOf(viewed, { exclude: [{ mode: "temporary", rule: viewed }] });
    expect(membershipIntervals(audience, history)).toEqual([]);
  });

  test("all apply", () => {
    const audience = audienceOf(viewed, {
      exclude: [
        { mode: "permanent", rule: { event: "refund" } },
        { mode: "permanent", rule: { event: "view_item", count: { gte: 2 } } },
      ],
    });
    expect(membershipIntervals(audience, historyOf(view(0), view(7)))).toEqual([[0, 7]]);
  });

  test("of what was not yet done do not reach back before the profile began", () => {
    const notBought: Rule = { event: "purchase", count: { eq: 0 } };
    const audience = audienceOf({ event: "purchase" }, { exclude: [{ mode: "permanent", rule: notBought }] });
    expect(membershipIntervals(audience, historyOf(purchase(3)))).toEqual([[3, Infinity]]);
  });
});

describe("the beginning of a profile", () => {
  test("is the earliest entry, also when imported events are older", () => {
    const history = { ...historyOf(view(100)), firstSeenAt: 500 };
    const audience = audienceOf({ event: "view_item" });
    expect(evaluateMembership(audience, history, 600).enteredAt).toBe(500);
    expect(membershipIntervals(audience, history)).toEqual([[100, Infinity]]);
  });

  test("is where a rule that needs no event starts to hold", () => {
    const audience = audienceOf({ event: "purchase", count: { lte: 1 } });
    const history = { ...historyOf(view(900)), firstSeenAt: 500 };
    expect(membershipIntervals(audience, history)).toEqual([[500, Infinity]]);
    expect(evaluateMembership(audience, history, 499)).toMatchObject({ member: false, nextFlipAt: 500 });
  });
});

test("a profile without events is no member and has nothing to wait for", () => {
  expect(evaluateMembership(audienceOf({ event: "view_item", within: "7d" }), historyOf(), 1_000)).toEqual({
    member: false,
    enteredAt: null,
    nextFlipAt: null,
    truncated: false,
  });
});
