import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareEvents } from "../../worker/domain/profile-state.ts";
import { eventOf } from "./profile/sample.ts";

const event = fc
  .tuple(fc.constantFrom("a", "b", "B"), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))
  .map(([id, at, n]) => eventOf(id, at, { n }));

test("events are ordered by time, then the sender's counter, then id", () => {
  const sorted = [
    eventOf("z", 1, { n: 9 }),
    eventOf("z", 2, { n: 0 }),
    eventOf("B", 2, { n: 1 }),
    eventOf("a", 2, { n: 1 }),
    eventOf("b", 2, { n: 1 }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
      expect(shuffled.toSorted(compareEvents)).toEqual(sorted);
    }),
  );
});

test("the order is total, antisymmetric and transitive", () => {
  fc.assert(
    fc.property(event, event, event, (a, b, c) => {
      expect(Math.sign(compareEvents(a, b)) + Math.sign(compareEvents(b, a))).toBe(0);
      expect(compareEvents(a, b) === 0).toBe(a.id === b.id && a.at === b.at && a.n === b.n);
      if (compareEvents(a, b) <= 0 && compareEvents(b, c) <= 0) {
        expect(compareEvents(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});
