import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, DELIVERY_AGE_MAX_MS, RETRY_AFTER_MAX_MS } from "../../schemas/limits.ts";
import { nextTryAt } from "../../worker/outbox/retry-schedule.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const AT = Date.UTC(2026, 10, 25, 12);
const failed = { createdAt: AT, failedAt: AT, retryAfterMs: null };

test.each([
  [1, 5 * SECOND],
  [2, 5 * MINUTE],
  [3, 30 * MINUTE],
  [4, 2 * HOUR],
  [5, 5 * HOUR],
  [6, 10 * HOUR],
  [7, 14 * HOUR],
  [8, 20 * HOUR],
  [9, 24 * HOUR],
  [10, 24 * HOUR],
  [1_000, 24 * HOUR],
])("after failure %d the next try is %d ms later", (failures, waitMs) => {
  expect(nextTryAt({ ...failed, failures }, 0)).toBe(AT + waitMs);
});

test("a receiver that never answers is tried ten times in 75 h 35 min 5 s, and then given up", () => {
  const tries = [AT];
  for (let failures = 1; tries.length < 20; failures++) {
    const next = nextTryAt({ ...failed, failedAt: tries.at(-1) ?? AT, failures }, 0);
    if (next === null) break;
    tries.push(next);
  }
  expect(tries).toHaveLength(10);
  expect((tries.at(-1) ?? 0) - AT).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND);
});

describe("the age at which a failure is the last", () => {
  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])("three days and %d ms: tried again is %s", (ms, isTriedAgain) => {
    const failedAt = AT + DELIVERY_AGE_MAX_MS + ms;
    expect(nextTryAt({ ...failed, failedAt, failures: 2 }, 0) !== null).toBe(isTriedAgain);
  });
});

describe("what the receiver asks for", () => {
  test.each([
    ["less than the schedule's wait", 1 * SECOND, 5 * SECOND],
    ["more than the schedule's wait", 90 * SECOND, 90 * SECOND],
    ["one below the bound", RETRY_AFTER_MAX_MS - 1, DAY_MS - 1],
    ["the bound", RETRY_AFTER_MAX_MS, DAY_MS],
    ["one above the bound", RETRY_AFTER_MAX_MS + 1, DAY_MS],
    ["for ever", Infinity, DAY_MS],
  ])("is heard: %s", (_, retryAfterMs, waitMs) => {
    expect(nextTryAt({ ...failed, failures: 1, retryAfterMs }, 0)).toBe(AT + waitMs);
  });

  test("is not made shorter by jitter", () => {
    expect(nextTryAt({ ...failed, failures: 1, retryAfterMs: MINUTE }, 1)).toBe(AT + MINUTE);
  });
});

test("jitter takes off a tenth at most, and adds nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, jitter) => {
        const longest = (nextTryAt({ ...failed, failures }, 0) ?? 0) - AT;
        const wait = (nextTryAt({ ...failed, failures }, jitter) ?? 0) - AT;
        expect(wait).toBeLessThanOrEqual(longest);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(longest * 0.9));
      },
    ),
  );
  expect(nextTryAt({ ...failed, failures: 1 }, 1)).toBe(AT + 4_500);
});
