import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLOCK_SKEW_IGNORED_MS } from "../../schemas/limits.ts";
import { correctedTime } from "../../worker/domain/event-time.ts";

const RECEIVED_AT = 1_767_225_600_000;
const AGO_MS = 10_000;

/** The time of an event that happened a while before it was sent by a clock that is behind by `skew`. */
const timeBy = (skew: number): number => {
  const sentAt = RECEIVED_AT - skew;
  return correctedTime(sentAt - AGO_MS, sentAt, RECEIVED_AT) - RECEIVED_AT;
};

describe("a sender's clock", () => {
  test.each([CLOCK_SKEW_IGNORED_MS - 1, CLOCK_SKEW_IGNORED_MS])(
    "that is behind by %d ms is believed, because that may be the network",
    (skew) => {
      expect(timeBy(skew)).toBe(-skew - AGO_MS);
    },
  );

  test("that is behind by more is corrected", () => {
    expect(timeBy(CLOCK_SKEW_IGNORED_MS + 1)).toBe(-AGO_MS);
    expect(timeBy(365 * 86_400_000)).toBe(-AGO_MS);
  });

  test("that is ahead by more is corrected", () => {
    expect(timeBy(-CLOCK_SKEW_IGNORED_MS - 1)).toBe(-AGO_MS);
  });

  test("that is ahead by little is believed, but not into the future", () => {
    expect(timeBy(-AGO_MS + 1)).toBe(-1);
    expect(timeBy(-AGO_MS)).toBe(0);
    expect(timeBy(-AGO_MS - 1)).toBe(0);
    expect(timeBy(-CLOCK_SKEW_IGNORED_MS)).toBe(0);
  });
});

test("without the time of sending a time is believed up to the present", () => {
  expect(
    [-1, 0, 1].map((ms) => correctedTime(RECEIVED_AT + ms, undefined, RECEIVED_AT) - RECEIVED_AT),
  ).toEqual([-1, 0, 0]);
});

test("nothing happens after it was received, and order within a batch stays", () => {
  const time = fc.integer({ min: 0, max: 9_999_999_999_999 });
  fc.assert(
    fc.property(time, time, time, time, (one, other, sentAt, receivedAt) => {
      const [first, second] = [
        correctedTime(one, sentAt, receivedAt),
        correctedTime(other, sentAt, receivedAt),
      ];
      expect(Math.max(first, second)).toBeLessThanOrEqual(receivedAt);
      if (one <= other) expect(first).toBeLessThanOrEqual(second);
    }),
  );
});
