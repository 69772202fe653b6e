import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "./by-hand/compare.ts";
import { LEDGER_ENGINE } from "./by-hand/engine.ts";
import { fewCaps, fiveCaps, happenings } from "./by-hand/happenings.ts";
import { LEDGER_MUTANTS } from "./by-hand/mutants.ts";

/** Many stories, on machines that do other things too. */
const PATIENCE_MS = 60_000;

const FINE = { disagreements: [], exceeded: [] };

describe(
  "a ledger grants exactly what a book in which everything is written has room for",
  { timeout: PATIENCE_MS },
  () => {
    test.each([
      ["five caps over five scopes", fiveCaps],
      ["one or two caps", fewCaps],
    ])("under %s, and in the end none was ever exceeded", (_, anyCaps) => {
      fc.assert(
        fc.property(anyCaps, happenings(true, anyCaps), (caps, story) => {
          expect(compare(LEDGER_ENGINE, caps, story)).toEqual(FINE);
        }),
        { numRuns: 600 },
      );
    });

    test.each([
      ["five caps over five scopes", fiveCaps],
      ["one or two caps", fewCaps],
    ])("under %s, while browsers turn out to be one person's and caps are edited", (_, anyCaps) => {
      fc.assert(
        fc.property(anyCaps, happenings(false, anyCaps), (caps, story) => {
          expect(compare(LEDGER_ENGINE, caps, story)).toEqual(FINE);
        }),
        { numRuns: 600 },
      );
    });
  },
);

describe("it would be seen if", { timeout: PATIENCE_MS }, () => {
  test.each(Object.entries(LEDGER_MUTANTS))("%s", (_, fault) => {
    const engine = { ...LEDGER_ENGINE, ...fault };
    const isFine = fc.property(fewCaps, happenings(false, fewCaps), (caps, story) => {
      expect(compare(engine, caps, story)).toEqual(FINE);
    });
    expect(fc.check(isFine, { numRuns: 10_000, endOnFailure: true }).failed).toBe(true);
  });
});
