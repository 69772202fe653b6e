import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BANDIT_FLOOR } from "../../../schemas/limits.ts";
import {
  type CreativeResults,
  drawByShare,
  type Random,
  thompsonShares,
} from "../../../worker/domain/campaign/bandit.ts";
import { decide } from "../../../worker/domain/campaign/decide.ts";
import { EMPTY_LEDGER } from "../../../worker/domain/campaign/ledger.ts";
import { campaign, cap, circumstances, creative, ledgerOf, NOON, seen } from "./sample.ts";

/** Numbers that look random and are the same in every run. Source: mulberry32, public domain. */
const seeded = (seed: number): Random => {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const results = (name: string, shown: number, clicked: number): CreativeResults => ({
  creative: name,
  seen: shown,
  clicked,
});

const sharesOf = (...all: CreativeResults[]): Record<string, number> =>
  Object.fromEntries(thompsonShares(all, seeded(7)));

describe("shares", () => {
  test("are alike while nothing is known", () => {
    const shares = sharesOf(results("a", 0, 0), results("b", 0, 0));
    expect(shares["a"]).toBeGreaterThan(0.4);
    expect(shares["b"]).toBeGreaterThan(0.4);
  });

  test("go to the creative that is clicked most, and leave the others their floor", () => {
    const shares = sharesOf(results("a", 1_000, 20), results("b", 1_000, 60), results("c", 1_000, 10));
    expect(shares["b"]).toBeGreaterThan(0.85);
    expect([shares["a"], shares["c"]]).toEqual([BANDIT_FLOOR, BANDIT_FLOOR]);
  });

  test("stay open where little was seen", () => {
    const shares = sharesOf(results("a", 3, 0), results("b", 3, 1));
    expect(shares["a"]).toBeGreaterThan(0.1);
    expect(shares["b"]).toBeGreaterThan(shares["a"] ?? 1);
  });

  const some = fc.array(fc.record({ seen: fc.nat(500), clicked: fc.nat(600) }), {
    minLength: 1,
    maxLength: 50,
  });

  test("sum to 1, and are never less than the floor that there is room for", () => {
    fc.assert(
      fc.property(some, fc.integer(), (all, seed) => {
        const shares = [
          ...thompsonShares(
            all.map((one, index) => ({ ...one, creative: `c${index}` })),
            seeded(seed),
          ).values(),
        ];
        expect(shares).toHaveLength(all.length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(Math.min(BANDIT_FLOOR, 1 / (2 * all.length)));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a draw", () => {
  const shares: Record<string, number> = { a: 0.2, b: 0.3, c: 0.5 };
  const draw = (items: string[], at: number) => drawByShare(items, (item) => shares[item] ?? 0, at);

  test.each([
    [0, "a", 0.2],
    [0.19, "a", 0.2],
    [0.2, "b", 0.3],
    [0.5, "c", 0.5],
    [0.999_999, "c", 0.5],
  ])("of %d is %s, which had %d", (at, item, probability) => {
    expect(draw(["a", "b", "c"], at)).toEqual({ item, probability });
  });

  test("among those that are left has their chances", () => {
    expect(draw(["a", "b"], 0.5)).toEqual({ item: "b", probability: 0.6 });
    expect(draw([], 0.5)).toBeNull();
    expect(draw(["unknown"], 0.5)).toBeNull();
  });
});

test("a bandit chooses among the creatives that caps allow, and notes how probable its choice was", () => {
  const bandit = campaign("boots", {
    rotation: "bandit",
    creatives: [creative("a"), creative("b"), creative("c", { end: NOON })],
    caps: [cap({ scope: "creative" })],
  });
  const settings = circumstances([bandit], {
    sharesOf: () =>
      new Map([
        ["a", 0.7],
        ["b", 0.2],
        ["c", 0.1],
      ]),
    random: () => 0,
  });
  const first = decide(EMPTY_LEDGER, "hero", settings, NOON);
  expect(first.ledger.exposures).toMatchObject([{ creative: "a", probability: 0.7 / (0.7 + 0.2) }]);
  const second = decide(ledgerOf(seen("r", NOON)), "hero", settings, NOON);
  expect(second.ledger.exposures.at(-1)).toMatchObject({ creative: "b", probability: 1 });
});
