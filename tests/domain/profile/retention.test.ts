import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../schemas/limits.ts";
import type { History } from "../../../worker/domain/profile/profile.ts";
import { oldestIn, trimHistory } from "../../../worker/domain/profile/retention.ts";
import { touchOf } from "../../../worker/domain/profile/touch.ts";
import { EMPTY, eventOf, landingOf } from "./sample.ts";

const BEFORE = 100;

const folded = (firstAt: number, lastAt: number, count: number, countForAds: number): History => ({
  ...EMPTY,
  folded: { page_view: { count, countForAds, firstAt, lastAt } },
  foldedUntil: lastAt,
  seen: [1, 2],
});

describe("trimming a history", () => {
  test("leaves one with nothing too old as it is, the very same", () => {
    const history = { ...EMPTY, log: [eventOf("young", BEFORE)] };
    expect(trimHistory(history, BEFORE)).toBe(history);
  });

  test("takes events and touches that are older, to the millisecond, and remembers up to when", () => {
    const landings = [BEFORE - 2, BEFORE - 1, BEFORE].map((at) => landingOf(`at${at}`, at, "?utm_source=s"));
    const touches = landings.flatMap((landing) => touchOf(landing) ?? []);
    const trimmed = trimHistory({ ...EMPTY, log: landings, touches }, BEFORE);
    expect(trimmed.log).toEqual(landings.slice(2));
    expect(trimmed.touches).toEqual(touches.slice(2));
    expect(trimmed.forgottenUntil).toBe(BEFORE - 1);
  });

  test("never remembers less than it did", () => {
    const history = { ...EMPTY, log: [eventOf("old", 1)], forgottenUntil: 50 };
    expect(trimHistory(history, BEFORE).forgottenUntil).toBe(50);
  });

  test("takes counters whose last event is too old, with the digests of what they counted", () => {
    expect(trimHistory(folded(1, BEFORE - 1, 7, 3), BEFORE)).toEqual({
      ...EMPTY,
      forgottenUntil: BEFORE - 1,
    });
  });

  test("leaves counters whose first event is young", () => {
    const { folded: young } = folded(BEFORE, BEFORE + 9, 7, 3);
    const history = {
      ...folded(1, BEFORE, 2, 2),
      folded: { purchase: young["page_view"]!, login: folded(1, 2, 1, 1).folded["page_view"]! },
    };
    expect(trimHistory(history, BEFORE).folded).toEqual({ purchase: young["page_view"] });
  });

  test("counts what may be left between a first event that is too old and a last one that is not", () => {
    const trimmed = trimHistory(folded(1, BEFORE + 9, 7, 7), BEFORE);
    expect(trimmed.folded).toEqual({
      page_view: { count: 6, countForAds: 6, firstAt: BEFORE + 9, lastAt: BEFORE + 9 },
    });
    expect(trimmed).toMatchObject({ foldedUntil: BEFORE + 9, seen: [1, 2] });
    expect(trimHistory(folded(1, BEFORE + 9, 7, 2), BEFORE).folded["page_view"]?.countForAds).toBe(2);
  });

  test("counts one event whose time may be either of two that a withdrawal left", () => {
    expect(trimHistory(folded(1, BEFORE + 9, 1, 1), BEFORE).folded).toEqual({
      page_view: { count: 1, countForAds: 1, firstAt: BEFORE + 9, lastAt: BEFORE + 9 },
    });
  });

  test("leaves nothing that is too old and takes nothing that is not, whatever there was", () => {
    const ats = fc.array(fc.integer({ min: 0, max: 10 * DAY_MS }), { maxLength: 20 });
    fc.assert(
      fc.property(ats, fc.integer({ min: 0, max: 10 * DAY_MS }), (times, before) => {
        const log = times.toSorted((a, b) => a - b).map((at, index) => eventOf(`e${index}`, at));
        const trimmed = trimHistory({ ...EMPTY, log }, before);
        expect(oldestIn(trimmed)).toBeGreaterThanOrEqual(before);
        expect(trimmed.log).toEqual(log.filter(({ at }) => at >= before));
      }),
    );
  });
});
