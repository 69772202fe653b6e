import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  complement,
  everSince,
  heldSince,
  holdsAt,
  intersect,
  intervalsOf,
  NEVER,
  nextFlipAfter,
  prolong,
  subtract,
  type Timeline,
  unite,
} from "../../../worker/domain/audience/timeline.ts";

const ALWAYS: Timeline = [-Infinity, Infinity];

/** Few whole numbers, so that edges coincide; sometimes open at an end. */
const timelines: fc.Arbitrary<Timeline> = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }), fc.boolean(), fc.boolean())
  .map(([points, fromEver, forEver]) => {
    const edges = points.toSorted((a, b) => a - b);
    if (fromEver) edges.unshift(-Infinity);
    if (forEver) edges.push(Infinity);
    return edges.length % 2 === 0 ? edges : edges.slice(0, -1);
  });

const MOMENTS = Array.from({ length: 24 }, (_, index) => index / 2 - 1);
const isOrdered = (edges: Timeline) =>
  edges.length % 2 === 0 && edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge));

test("the algebra is that of truth at each moment, and its results are in order", () => {
  fc.assert(
    fc.property(timelines, timelines, fc.integer({ min: 0, max: 3 }), (a, b, byMs) => {
      const not = complement(a);
      const and = intersect(a, b);
      const or = unite(a, b);
      const minus = subtract(a, b);
      const longer = prolong(a, byMs);
      const since = everSince(a);
      expect([not, and, or, minus, longer, since].every(isOrdered)).toBe(true);
      for (const t of MOMENTS) {
        const [inA, inB] = [holdsAt(a, t), holdsAt(b, t)];
        expect(holdsAt(not, t)).toBe(!inA);
        expect(holdsAt(and, t)).toBe(inA && inB);
        expect(holdsAt(or, t)).toBe(inA || inB);
        expect(holdsAt(minus, t)).toBe(inA && !inB);
        const held = intervalsOf(a);
        expect(holdsAt(longer, t)).toBe(held.some(([from, to]) => from <= t && t < to + byMs));
        expect(holdsAt(since, t)).toBe(held.some(([from]) => from <= t));
      }
    }),
  );
});

test("never and always are each other's complement", () => {
  expect(complement(NEVER)).toEqual(ALWAYS);
  expect(complement(ALWAYS)).toEqual(NEVER);
});

test("a stretch holds at its start and not at its end", () => {
  expect([4, 5, 6, 7].map((t) => holdsAt([5, 7], t))).toEqual([false, true, true, false]);
  expect([4, 5, 6, 7].map((t) => heldSince([5, 7], t))).toEqual([null, 5, 5, null]);
  expect([4, 5, 6, 7].map((t) => nextFlipAfter([5, 7], t))).toEqual([5, 7, 7, null]);
});

test("what lasts for ever has no next flip", () => {
  expect(nextFlipAfter([5, Infinity], 6)).toBe(null);
});
