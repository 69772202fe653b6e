import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeTokens, type TokenBucket, TokenBuckets } from "../../worker/domain/token-bucket.ts";

const NOW = 1_800_000_000_000;

/** How many of the moments are allowed, one after the other. */
const allowedAt = (moments: readonly number[], perMinute: number): number => {
  let bucket: TokenBucket | undefined;
  return moments.filter((at) => {
    const taken = takeTokens(bucket, 1, perMinute, at);
    bucket = taken.bucket;
    return taken.isAllowed;
  }).length;
};

describe("a bucket of tokens", () => {
  test("holds a minute's worth at first, and says what is left and when more comes", () => {
    expect(takeTokens(undefined, 1, 2, NOW)).toEqual({
      bucket: { tokens: 1, at: NOW },
      isAllowed: true,
      remaining: 1,
      fullInS: 30,
      nextInS: 0,
    });
    expect(takeTokens({ tokens: 0.5, at: NOW }, 1, 2, NOW)).toMatchObject({
      isAllowed: false,
      remaining: 0,
      fullInS: 45,
      nextInS: 15,
    });
  });

  test("fills up evenly and never over", () => {
    expect(takeTokens({ tokens: 0, at: NOW }, 1, 60, NOW + 999).isAllowed).toBe(false);
    expect(takeTokens({ tokens: 0, at: NOW }, 1, 60, NOW + 1_000).isAllowed).toBe(true);
    expect(takeTokens({ tokens: 0, at: NOW }, 1, 60, NOW + 3_600_000).remaining).toBe(59);
  });

  test("gives nothing where the clock goes back", () => {
    expect(takeTokens({ tokens: 0.5, at: NOW }, 1, 60, NOW - 60_000)).toMatchObject({
      isAllowed: false,
      bucket: { tokens: 0.5 },
    });
  });

  test("that was overdrawn allows nothing until the debt is paid", () => {
    const { bucket } = takeTokens({ tokens: 1, at: NOW }, 31, 60, NOW);
    expect(bucket.tokens).toBe(-30);
    expect(takeTokens(bucket, 1, 60, NOW)).toMatchObject({ isAllowed: false, remaining: 0, nextInS: 31 });
    expect(takeTokens(bucket, 1, 60, NOW + 31_000).isAllowed).toBe(true);
  });

  test("never lets more through than it held and got", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 100 }),
        (gaps, perMinute) => {
          let at = NOW;
          const moments = gaps.map((gap) => (at += gap));
          const most = perMinute + ((at - NOW) / 60_000) * perMinute;
          expect(allowedAt(moments, perMinute)).toBeLessThanOrEqual(Math.floor(most + 1e-6));
        },
      ),
    );
  });
});

const isAllowed = (buckets: TokenBuckets<string>, key: string) => buckets.take(key, 1, 1, NOW).isAllowed;

describe("buckets of many", () => {
  test("know each its own", () => {
    const buckets = new TokenBuckets<string>(100);
    expect(["a", "b", "a", "b"].map((key) => isAllowed(buckets, key))).toEqual([true, true, false, false]);
  });

  test("are remembered while fewer than so many others came, and forgotten after twice as many", () => {
    const MAX = 10;
    const after = (others: number): boolean => {
      const buckets = new TokenBuckets<string>(MAX);
      isAllowed(buckets, "a");
      for (let other = 0; other < others; other++) isAllowed(buckets, `other ${other}`);
      return isAllowed(buckets, "a");
    };
    expect([0, 1, MAX - 1, MAX].map(after)).toEqual([false, false, false, false]);
    expect([2 * MAX, 5 * MAX].map(after)).toEqual([true, true]);
  });

  test("of who goes on asking are never forgotten, whoever else comes", () => {
    const buckets = new TokenBuckets<string>(10);
    isAllowed(buckets, "a");
    for (let other = 0; other < 1_000; other++) {
      isAllowed(buckets, `other ${other}`);
      if (other % 5 === 0) expect(isAllowed(buckets, "a")).toBe(false);
    }
  });

  test("are charged for what was let in, also beyond what they hold", () => {
    const buckets = new TokenBuckets<string>(2);
    buckets.take("a", 1, 60, NOW);
    buckets.charge("a", 99, 60, NOW);
    expect(buckets.take("a", 1, 60, NOW + 40_000)).toMatchObject({ isAllowed: false, nextInS: 1 });
    expect(buckets.take("a", 1, 60, NOW + 41_000).isAllowed).toBe(true);
  });
});
