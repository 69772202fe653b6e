import { describe, expect, test } from "vitest";
import { EXPOSURE_NUMBERS_MAX } from "../../../schemas/limits.ts";
import { exposureNumber } from "../../../worker/domain/campaign/exposure-number.ts";
import { type DailyResults, freshnessOf, reportOf } from "../../../worker/domain/campaign/fatigue.ts";
import { exposure, ledgerOf, seen } from "./sample.ts";

const day = (at: number, shown: number, clicked: number, number = 1): DailyResults => ({
  creative: "a",
  day: at,
  number,
  seen: shown,
  clicked,
  converted: 0,
});

describe("a creative is", () => {
  const first = [day(100, 50, 5), day(106, 50, 5)];

  test.each<[string | null, string, DailyResults[], number]>([
    [null, "in its first days", first, 106],
    [null, "with too little lately", [...first, day(107, 99, 1)], 107],
    [null, "with too little before", [day(100, 99, 9), day(107, 500, 1)], 107],
    ["fresh", "that does as before", [...first, day(107, 100, 10)], 107],
    ["fresh", "that does a fifth worse", [...first, day(107, 100, 8)], 107],
    ["limited", "that does worse than that", [...first, day(107, 1_000, 79)], 107],
    ["limited", "that does half as well", [...first, day(107, 1_000, 50)], 107],
    ["fatigued", "that does worse than half", [...first, day(107, 1_000, 49)], 107],
    ["fresh", "that nobody ever clicked", [day(100, 100, 0), day(107, 100, 0)], 107],
    [
      "fatigued",
      "whose last seven days are bad, however good those between were",
      [...first, day(110, 900, 400), day(120, 100, 1)],
      120,
    ],
    ["fresh", "that was bad eight days ago", [...first, day(113, 900, 0), day(120, 100, 10)], 120],
  ])("%s %s", (state, _, results, today) => {
    expect(freshnessOf(results, today)).toBe(state);
  });
});

test("a report sums days and shards, and tells exposures apart by their number", () => {
  expect(reportOf([day(1, 10, 1), day(1, 5, 0), day(2, 5, 1, 2)], 2)).toEqual({
    seen: 20,
    clicked: 2,
    converted: 0,
    rate: 0.1,
    conversion_rate: 0,
    state: null,
    by_number: [
      { number: 1, seen: 15, clicked: 1, converted: 0, rate: 1 / 15, conversion_rate: 0 },
      { number: 2, seen: 5, clicked: 1, converted: 0, rate: 0.2, conversion_rate: 0 },
    ],
  });
  expect(reportOf([], 2)).toEqual({
    seen: 0,
    clicked: 0,
    converted: 0,
    rate: null,
    conversion_rate: null,
    state: null,
    by_number: [],
  });
});

describe("the number of an exposure", () => {
  const [first, second, other] = [seen("r1", 1), seen("r2", 2), seen("r3", 2, { creative: "b" })];
  const unseen = exposure("r4", 1);

  test("counts what was seen of the creative before, and this", () => {
    const ledger = ledgerOf(first, unseen, second, other);
    expect([first, second, other].map((one) => exposureNumber(ledger, one))).toEqual([1, 2, 1]);
  });

  test("counts what is counters only, up to a bound", () => {
    const folded = { "creative boots a": { reserved: 3, rendered: 3, viewable: 2, until: 0 } };
    expect(exposureNumber({ ...ledgerOf(first), folded }, first)).toBe(3);
    const many = Array.from({ length: 30 }, (_, index) => seen(`m${index}`, index));
    expect(exposureNumber(ledgerOf(...many), many[29]!)).toBe(EXPOSURE_NUMBERS_MAX);
  });
});
