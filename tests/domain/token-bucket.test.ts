import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeToken, type TokenBucket } from "../../worker/domain/token-bucket.ts";

const NOW = 1_800_000_000_000;

/** How many of the moments are allowed, one after the other. */
const allowedAt = (moments: readonly number[], perMinute: number): number => {
  let bucket: TokenBucket | undefined;
  return moments.filter((at) => {
    const taken = takeToken(bucket, perMinute, at);
    bucket = taken.bucket;
    return taken.isAllowed;
  }).length;
};

describe("a bucket of tokens", () => {
  test("holds a minute's worth at first, and says what is left and when more comes", () => {
    expect(takeToken(undefined, 2, NOW)).toEqual({
      bucket: { tokens: 1, at: NOW },
      isAllowed: true,
      remaining: 1,
      fullInS: 30,
      nextInS: 0,
    });
    expect(takeToken({ tokens: 0.5, at: NOW }, 2, NOW)).toMatchObject({
      isAllowed: false,
      remaining: 0,
      fullInS: 45,
      nextInS: 15,
    });
  });

  test("fills up evenly and never over", () => {
    expect(takeToken({ tokens: 0, at: NOW }, 60, NOW + 999).isAllowed).toBe(false);
    expect(takeToken({ tokens: 0, at: NOW }, 60, NOW + 1_000).isAllowed).toBe(true);
    expect(takeToken({ tokens: 0, at: NOW }, 60, NOW + 3_600_000).remaining).toBe(59);
  });

  test("gives nothing where the clock goes back", () => {
    expect(takeToken({ tokens: 0.5, at: NOW }, 60, NOW - 60_000)).toMatchObject({
      isAllowed: false,
      bucket: { tokens: 0.5 },
    });
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
