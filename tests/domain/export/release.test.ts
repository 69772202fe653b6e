import { describe, expect, test } from "vitest";
import { entriesUpTo, isSameHeads, laterOf } from "../../../worker/domain/export/release.ts";

const TOLD = { a: 5, b: 2 };
const HEADS = { a: 9, b: 4 };

describe("entries", () => {
  test.each([
    { fresh: 0, told: false },
    { fresh: 1, told: false },
    { fresh: 19, told: false },
    { fresh: 20, told: true },
    { fresh: 21, told: true },
  ])("of $fresh new members are told, where it takes twenty: $told", ({ fresh, told }) => {
    expect(entriesUpTo(TOLD, HEADS, fresh, 20)).toEqual(told ? HEADS : TOLD);
  });

  test("are told to whoever never got anything", () => {
    expect(entriesUpTo(null, HEADS, 1, 20)).toEqual(HEADS);
  });
});

test("the later of two positions is found shard by shard", () => {
  expect(laterOf({ a: 1, b: 7 }, { b: 3, c: 2 })).toEqual({ a: 1, b: 7, c: 2 });
});

test("positions are the same where every shard's is", () => {
  expect(isSameHeads(TOLD, { b: 2, a: 5 })).toBe(true);
  expect(isSameHeads(TOLD, { a: 5, b: 3 })).toBe(false);
  expect(isSameHeads(TOLD, { a: 5 })).toBe(false);
  expect(isSameHeads(TOLD, { a: 5, c: 2 })).toBe(false);
  expect(isSameHeads(null, {})).toBe(false);
});
