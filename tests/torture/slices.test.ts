import { describe, expect, test } from "vitest";
import { fifth, growthOfDatabases, type Slice, verdictsOf } from "../../torture/soak/slices.ts";

const FLAT: Slice = { rate: 100, p50: 10, p99: 30, memoryMib: 200, databaseBytes: 0, events: 0 };

/** Ten slices, 100 events and 50,000 bytes more in each. */
const flatRun = (change: (index: number) => Partial<Slice> = () => ({})): Slice[] =>
  Array.from({ length: 10 }, (_, index) => ({
    ...FLAT,
    databaseBytes: 1_000_000 + index * 50_000,
    events: index * 100,
    ...change(index),
  }));

const brokenIn = (slices: readonly Slice[]): string[] =>
  verdictsOf(slices)
    .filter(({ isKept }) => !isKept)
    .map(({ promise }) => promise.split(" ")[0] ?? "");

describe("fifths", () => {
  test("hold all slices once, in their order, also where five does not divide them", () => {
    const seven = flatRun().slice(0, 7);
    const parts = ([1, 2, 3, 4, 5] as const).map((which) => fifth(seven, which));
    expect(parts.map(({ length }) => length)).toEqual([1, 1, 2, 1, 2]);
    expect(parts.flat()).toEqual(seven);
  });
});

describe("a run is flat", () => {
  test("keeps all promises where only the first fifth, which warms up, differs", () => {
    expect(brokenIn(flatRun((index) => (index < 2 ? { memoryMib: 20, p50: 900 } : {})))).toEqual([]);
  });

  test("one slice that is out of line decides nothing", () => {
    const slices = Array.from({ length: 15 }, (_, index) => ({
      ...FLAT,
      databaseBytes: index * 500,
      events: index,
      ...(index === 13 ? { memoryMib: 900, p50: 900 } : {}),
    }));
    expect(brokenIn(slices)).toEqual([]);
  });

  test.each([
    [240, []],
    [240.1, ["memory"]],
  ])("memory may grow from 200 to 240 MiB: %d", (memoryMib, broken) => {
    expect(brokenIn(flatRun((index) => (index >= 8 ? { memoryMib } : {})))).toEqual(broken);
  });

  test.each([
    [13, []],
    [13.1, ["latency:"]],
  ])("the median answer may grow from 10 to 13 ms: %d", (p50, broken) => {
    expect(brokenIn(flatRun((index) => (index >= 8 ? { p50 } : {})))).toEqual(broken);
  });

  // The halves meet at the fifth slice: 200,000 bytes for 400 events before it are 500 each.
  test.each([
    [60_000, 600, []],
    [61_000, 610, ["database"]],
  ])("an event of the last half may take %d bytes a hundred", (bytes, each, broken) => {
    const slices = flatRun((index) => (index > 4 ? { databaseBytes: 1_200_000 + (index - 4) * bytes } : {}));
    expect(growthOfDatabases(slices)).toEqual({ before: 500, after: each });
    expect(brokenIn(slices)).toEqual(broken);
  });

  test("a run in which nothing was measured keeps nothing", () => {
    expect(brokenIn([])).toEqual(["memory", "latency:", "database"]);
  });
});
