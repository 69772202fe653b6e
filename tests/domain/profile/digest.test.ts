import * as fc from "fast-check";
import { expect, test } from "vitest";
import { textDigest } from "../../../worker/domain/profile/digest.ts";

test("the digest is pinned, because stored profiles recognise repeats by it", () => {
  expect(["", "a", "b", "revenge", "revenue"].map(textDigest)).toEqual([
    3338908027751811, 7929297801672961, 8684336938537663, 4051478007546757, 8309097637345594,
  ]);
});

test("the digest is a whole number of 53 bits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const digest = textDigest(text);
      expect(Number.isSafeInteger(digest) && digest >= 0).toBe(true);
    }),
  );
});

test("ids that differ little have different digests", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `event-${i}`);
  expect(new Set(ids.map(textDigest)).size).toBe(ids.length);
});
