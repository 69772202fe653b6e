import { expect, test } from "vitest";
import { durationMs } from "../../../worker/domain/audience/duration.ts";

test.each([
  ["1s", 1_000],
  ["30m", 1_800_000],
  ["1h", 3_600_000],
  ["540d", 46_656_000_000],
])("%s is %d ms", (duration, ms) => {
  expect(durationMs(duration)).toBe(ms);
});

test("a unit that the schema does not allow is a broken invariant", () => {
  expect(() => durationMs("1w")).toThrow("unit");
});
