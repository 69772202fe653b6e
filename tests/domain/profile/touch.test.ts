import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROFILE_TOUCHES_MAX } from "../../../schemas/limits.ts";
import type { Touch } from "../../../worker/domain/profile-state.ts";
import { addTouches, touchOf } from "../../../worker/domain/profile/touch.ts";
import { eventOf, landingOf } from "./sample.ts";

const partsOf = (query: string) => {
  const touch = touchOf(landingOf("e1", 5, query));
  return touch === null ? null : { ...touch.utm, ...touch.clickIds };
};

describe("the touch of a landing", () => {
  test("names campaign, click, time and event", () => {
    expect(touchOf(landingOf("e1", 5, "?wbraid=CkAKCQ&utm_source=x&gclid=Cj0K&a=1"))).toEqual({
      at: 5,
      event: "e1",
      utm: { utm_source: "x" },
      clickIds: { gclid: "Cj0K", wbraid: "CkAKCQ" },
    });
  });

  test("keeps all six campaign parameters", () => {
    const utm = {
      utm_source: "s",
      utm_medium: "m",
      utm_campaign: "c",
      utm_term: "t",
      utm_content: "o",
      utm_id: "i",
    };
    expect(touchOf(landingOf("e1", 5, `?${new URLSearchParams(utm).toString()}`))?.utm).toEqual(utm);
  });

  test.each<[string, Record<string, string> | null]>([
    ["?utm_campaign=spring+sale", { utm_campaign: "spring sale" }],
    ["?utm_campaign=spring%20sale%2B", { utm_campaign: "spring sale+" }],
    ["?utm_campaign=Stra%C3%9Fe", { utm_campaign: "Straße" }],
    ["?utm_campaign=50%off", { utm_campaign: "50%off" }],
    ["?utm_campaign=a=b", { utm_campaign: "a=b" }],
    ["?utm_source=a&utm_source=b", { utm_source: "b" }],
    ["?gclid=Cj0KCQjw-AbC_dEf", { gclid: "Cj0KCQjw-AbC_dEf" }],
    ["?ScCid=AbC", { ScCid: "AbC" }],
    ["?utm_source=x#utm_source=y", { utm_source: "x" }],
    ["?utm_source=&gclid=", null],
    ["?utm_source", null],
    ["?a=1", null],
    ["", null],
  ])("of %j is %j", (query, expected) => {
    expect(partsOf(query)).toEqual(expected);
  });

  test("is what the address says, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (campaign) => {
        expect(partsOf(`?${new URLSearchParams({ utm_campaign: campaign }).toString()}`)).toEqual({
          utm_campaign: campaign,
        });
      }),
    );
  });

  test("is no other event's", () => {
    const fields = { page: { url: "https://shop.example/?utm_source=x" } };
    expect(touchOf(eventOf("e1", 5, { type: "view_item", fields }))).toBeNull();
    expect(touchOf(eventOf("e1", 5, { type: "page_view" }))).toBeNull();
  });
});

const touchAt = (at: number, event = `e${at}`): Touch => ({
  at,
  event,
  utm: { utm_source: event },
  clickIds: {},
});

const touchesTo = (count: number): Touch[] => Array.from({ length: count }, (_, i) => touchAt(i));

describe("touches", () => {
  test("are in time order, each event's once, in whatever order they arrive", () => {
    const touches = fc.uniqueArray(
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 9 }))
        .map(([at, id]) => touchAt(at, `e${id}`)),
      { selector: (touch) => touch.event },
    );
    const arrivals = touches.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all)),
    );
    fc.assert(
      fc.property(arrivals, ([all, shuffled, repeated]) => {
        const oneByOne = shuffled.reduce<readonly Touch[]>((known, touch) => addTouches(known, [touch]), []);
        expect(addTouches(oneByOne, repeated)).toBe(oneByOne);
        expect(oneByOne).toEqual(addTouches([], all));
        expect(oneByOne.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
      }),
    );
  });

  test.each([PROFILE_TOUCHES_MAX - 1, PROFILE_TOUCHES_MAX])("up to %d are all kept", (count) => {
    const touches = touchesTo(count);
    expect(addTouches([], touches)).toEqual(touches);
  });

  test("of too many the first and the newest stay", () => {
    const touches = touchesTo(PROFILE_TOUCHES_MAX + 2);
    const expected = [touches[0], ...touches.slice(3)];
    expect(addTouches([], touches)).toEqual(expected);
    expect(touches.reduce<readonly Touch[]>((known, touch) => addTouches(known, [touch]), [])).toEqual(
      expected,
    );
  });

  test("that come late may become the first", () => {
    const touches = touchesTo(PROFILE_TOUCHES_MAX + 1).slice(1);
    const after = addTouches(touches, [touchAt(0)]);
    expect(after).toHaveLength(PROFILE_TOUCHES_MAX);
    expect(after[0]).toEqual(touchAt(0));
    expect(after.slice(1)).toEqual(touches.slice(1));
  });
});
