import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type EraseOrder, receiptPlaces, widened } from "../../../worker/domain/privacy/erasure.ts";

const orderOf = (reach: EraseOrder["reach"], profiles: string[], holders: string[] = []): EraseOrder => ({
  receipt: "r_1",
  reach,
  profiles,
  holders,
  requestedAt: 5,
});

test("what was found is erased too where a subject is meant, and only told where a browser is", () => {
  expect(widened(orderOf("subject", ["a"]), ["b", "a", "b"])).toEqual(orderOf("subject", ["a", "b"]));
  expect(widened(orderOf("browser", ["a"]), ["b"])).toEqual(orderOf("browser", ["a"], ["b"]));
});

const ids = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 8 });

test("an order that learns nothing new is the same order, and one that learns ends", () => {
  fc.assert(
    fc.property(fc.constantFrom("subject" as const, "browser" as const), ids, (reach, found) => {
      const once = widened(orderOf(reach, ["a"]), found);
      expect(widened(once, found)).toBe(once);
      expect(new Set([...once.profiles, ...once.holders])).toEqual(new Set(["a", ...found]));
      expect(once.profiles.length + once.holders.length).toBe(new Set(["a", ...found]).size);
    }),
  );
});

test("a receipt lists what went from where, and a zero for each place that had nothing", () => {
  const removed = [
    { place: "profile", shard: "s/any/00", removed: 1, at: 6 },
    { place: "profile", shard: "s/any/01", removed: 2, at: 7 },
  ];
  expect(receiptPlaces(removed, ["profile", "timer"], 9)).toEqual([
    ...removed,
    { place: "timer", removed: 0, at: 9 },
  ]);
});
