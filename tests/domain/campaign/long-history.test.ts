import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cap } from "../../../schemas/campaign.ts";
import { DAY_MS, EXPOSURES_MAX } from "../../../schemas/limits.ts";
import type { Candidate } from "../../../worker/domain/campaign/exposure.ts";
import { EMPTY_LEDGER, type Ledger, presentIn } from "../../../worker/domain/campaign/ledger.ts";
import { Book } from "./by-hand/book.ts";
import { type Engine, LEDGER_ENGINE } from "./by-hand/engine.ts";
import { candidate } from "./by-hand/happenings.ts";

const ZONE = "Europe/Berlin";
const START = Date.UTC(2026, 9, 20, 20);

/** Many exposures in a row, a quarter of which nobody sees. */
interface Run {
  readonly what: Candidate;
  readonly count: number;
  readonly everyMs: number;
}

const run: fc.Arbitrary<Run> = fc.record({
  what: candidate,
  count: fc.integer({ min: 20, max: 120 }),
  everyMs: fc.constantFrom(0, 1_000, 20_000, 60_000, 3_600_000),
});

/** Caps that are reached only after much was shown, and some that are reached at once. */
const caps: fc.Arbitrary<Cap[]> = fc.array(
  fc
    .record({
      scope: fc.constantFrom("creative", "campaign", "placement", "channel", "site"),
      limit: fc.oneof(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: EXPOSURES_MAX - 20, max: EXPOSURES_MAX + 80 }),
      ),
      counts: fc.constantFrom("viewable", "viewable", "rendered", "reserved"),
      window: fc.constantFrom(
        { window: "sliding", per: "1h" },
        { window: "sliding", per: "7d" },
        { window: "calendar", per: "day" },
        { window: "calendar", per: "week" },
        { window: "lifetime" },
        { window: "session" },
      ),
    })
    .map(({ window, ...rest }) => Cap.parse({ ...rest, ...window })),
  { minLength: 1, maxLength: 3 },
);

/** Grants that the book has no room for, and how much came to be counters. */
const overGrants = (engine: Engine, given: readonly Cap[], runs: readonly Run[]) => {
  const book = new Book(ZONE);
  let [ledger, clock, over] = [EMPTY_LEDGER, START, 0];
  const ask = (id: string, what: Candidate): boolean => {
    const activity = given.some(({ window }) => window === "session") ? book.activity(0) : [];
    const question = { caps: given, zone: ZONE, activity, clock };
    const asked = engine.reserveAll(engine, ledger, [{ id, what }], question);
    ({ ledger } = asked);
    return asked.granted.length > 0;
  };
  for (const [nth, { what, count, everyMs }] of runs.entries()) {
    for (let time = 0; time < count; time += 1) {
      const id = `r${nth}-${time}`;
      clock += everyMs;
      if (!ask(id, what)) continue;
      if (!book.hasRoom(0, what, given, clock)) over += 1;
      book.reserve(id, 0, what, clock);
      if (time % 4 === 3) continue;
      const heard = engine.confirm(ledger, id, "viewable", clock);
      ({ ledger } = heard);
      book.confirm(id, "viewable", clock);
    }
    ledger = engine.restart(ledger);
  }
  return { over, folded: ledger.folded["site"]?.reserved ?? 0, listed: ledger.exposures.length };
};

const runs = fc.array(run, { minLength: 3, maxLength: 6 });

const withFolded = (ledger: Ledger, change: (folded: Ledger["folded"]) => Ledger["folded"]): Ledger => ({
  ...ledger,
  folded: change(ledger.folded),
});

/** Faults that counters could have. */
const MUTANTS: Readonly<Record<string, Engine>> = {
  "what became a counter is forgotten": {
    ...LEDGER_ENGINE,
    isAllowed: (ledger, what, question) =>
      LEDGER_ENGINE.isAllowed(
        withFolded(ledger, () => ({})),
        what,
        question,
      ),
  },
  "a restart forgets the counters": {
    ...LEDGER_ENGINE,
    restart: (ledger) => withFolded(LEDGER_ENGINE.restart(ledger), () => ({})),
  },
  "a counter is as old as the first that it counts": {
    ...LEDGER_ENGINE,
    isAllowed: (ledger, what, question) => {
      const old = presentIn(ledger, question.clock) - DAY_MS;
      const aged = withFolded(ledger, (folded) =>
        Object.fromEntries(
          Object.entries(folded).map(([key, one]) => [key, { ...one, until: Math.min(one.until, old) }]),
        ),
      );
      return LEDGER_ENGINE.isAllowed(aged, what, question);
    },
  },
};

describe("a history that is too long to be listed", { timeout: 60_000 }, () => {
  test("has no cap exceeded by what became counters", () => {
    let folded = 0;
    fc.assert(
      fc.property(caps, runs, (given, long) => {
        const told = overGrants(LEDGER_ENGINE, given, long);
        folded += told.folded;
        expect(told.over).toBe(0);
        expect(told.listed).toBeLessThanOrEqual(EXPOSURES_MAX + 120);
      }),
      { numRuns: 40 },
    );
    expect(folded).toBeGreaterThan(0);
  });

  test.each(Object.entries(MUTANTS))(
    "and it would be seen if %s",
    (_, engine) => {
      const isFine = fc.property(caps, runs, (given, long) => overGrants(engine, given, long).over === 0);
      expect(fc.check(isFine, { numRuns: 1_000, endOnFailure: true }).failed).toBe(true);
    },
    30_000,
  );
});
