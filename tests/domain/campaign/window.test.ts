import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CalendarPeriod } from "../../../schemas/campaign.ts";
import { DAY_MS, MINUTE_MS, SESSION_GAP_MS } from "../../../schemas/limits.ts";
import { sessionStart } from "../../../worker/domain/campaign/session.ts";
import { periodStart, wallTime } from "../../../worker/domain/campaign/window.ts";

const at = (iso: string): number => Date.parse(iso);

const shown = (instant: number, there: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: there, dateStyle: "short", timeStyle: "medium" }).format(
    instant,
  );

describe("a stretch of the calendar begins when clocks there say so", () => {
  test.each<[string, CalendarPeriod, string, string]>([
    ["2026-11-26T12:34:56.789Z", "hour", "Europe/Berlin", "2026-11-26T12:00:00Z"],
    ["2026-11-26T12:34:56.789Z", "hour", "Asia/Kolkata", "2026-11-26T12:30:00Z"],
    ["2026-11-26T12:34:56.789Z", "day", "Europe/Berlin", "2026-11-25T23:00:00Z"],
    ["2026-11-26T22:59:59.999Z", "day", "Europe/Berlin", "2026-11-25T23:00:00Z"],
    ["2026-11-26T23:00:00.000Z", "day", "Europe/Berlin", "2026-11-26T23:00:00Z"],
    ["2026-11-26T04:59:59.999Z", "day", "America/New_York", "2026-11-25T05:00:00Z"],
    ["2026-11-26T12:00:00.000Z", "day", "Pacific/Kiritimati", "2026-11-26T10:00:00Z"],
    ["2026-11-26T12:00:00.000Z", "week", "Europe/Berlin", "2026-11-22T23:00:00Z"],
    ["2026-11-22T22:59:59.999Z", "week", "Europe/Berlin", "2026-11-15T23:00:00Z"],
    ["2026-11-26T12:00:00.000Z", "month", "Europe/Berlin", "2026-10-31T23:00:00Z"],
    ["2026-01-01T00:30:00.000Z", "month", "America/New_York", "2025-12-01T05:00:00Z"],
    // The day of 23 hours, and the one of 25.
    ["2026-03-29T21:59:59.999Z", "day", "Europe/Berlin", "2026-03-28T23:00:00Z"],
    ["2026-03-29T22:00:00.000Z", "day", "Europe/Berlin", "2026-03-29T22:00:00Z"],
    ["2026-10-25T22:59:59.999Z", "day", "Europe/Berlin", "2026-10-24T22:00:00Z"],
    ["2026-10-25T23:00:00.000Z", "day", "Europe/Berlin", "2026-10-25T23:00:00Z"],
    // An hour that comes twice is two hours.
    ["2026-10-25T00:30:00.000Z", "hour", "Europe/Berlin", "2026-10-25T00:00:00Z"],
    ["2026-10-25T01:30:00.000Z", "hour", "Europe/Berlin", "2026-10-25T01:00:00Z"],
    // Midnight is skipped in Beirut on this day.
    ["2026-03-29T10:00:00.000Z", "day", "Asia/Beirut", "2026-03-28T22:00:00Z"],
    // Clocks go back from midnight to eleven in the Azores: midnight comes once more.
    ["2026-10-25T12:00:00.000Z", "day", "Atlantic/Azores", "2026-10-25T00:00:00Z"],
  ])("%s: the %s in %s", (now, period, zone, start) => {
    expect(new Date(periodStart(at(now), period, zone)).toISOString()).toBe(
      new Date(at(start)).toISOString(),
    );
  });

  const zone = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Beirut",
  );
  const time = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z") });

  test("not after now, in the same stretch, and a moment before it is another", () => {
    fc.assert(
      fc.property(time, fc.constantFrom("day" as const, "month" as const), zone, (now, period, there) => {
        const digits = { day: 10, month: 7 }[period];
        const start = periodStart(now, period, there);
        expect(start).toBeLessThanOrEqual(now);
        expect(shown(start, there).slice(0, digits)).toBe(shown(now, there).slice(0, digits));
        expect(shown(start - 1, there).slice(0, digits)).not.toBe(shown(now, there).slice(0, digits));
      }),
      { numRuns: 300 },
    );
  });

  test("the same for every moment of it", () => {
    fc.assert(
      fc.property(time, fc.constantFrom(...CalendarPeriod.options), zone, (now, period, there) => {
        const start = periodStart(now, period, there);
        expect(periodStart(start, period, there)).toBe(start);
        expect(now - start).toBeLessThan(32 * DAY_MS);
      }),
      { numRuns: 300 },
    );
  });
});

test("clocks of zones that contacts make up are not kept for ever", () => {
  const made: unknown[] = [];
  const real = Intl.DateTimeFormat;
  Intl.DateTimeFormat = new Proxy(real, {
    construct(target, [locale, options]: [string, Intl.DateTimeFormatOptions]) {
      made.push(options.timeZone);
      return new target(locale, options);
    },
  });
  const zones = Array.from(
    { length: 301 },
    (_, n) => `+0${Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`,
  );
  const [first = ""] = zones;
  try {
    for (const zone of [first, ...zones, first]) wallTime(0, zone);
  } finally {
    Intl.DateTimeFormat = real;
  }
  expect(made).toHaveLength(302);
  expect(made.filter((zone) => zone === first)).toHaveLength(2);
});

describe("a session", () => {
  const now = 1_000 * MINUTE_MS;

  test.each<[string, number[], number]>([
    ["without anything before begins now", [], 0],
    ["goes back over short gaps", [60, 40, 20], 60],
    ["ends at a long one", [62, 31, 20], 31],
    ["has gaps of exactly half an hour", [60, 30], 60],
    ["begins anew where the last thing is too long ago", [31], 0],
  ])("%s", (_, minutesAgo, start) => {
    const times = minutesAgo.map((minutes) => now - minutes * MINUTE_MS);
    expect(sessionStart(times, now)).toBe(now - start * MINUTE_MS);
  });

  test("does not break at a clock that stepped back", () => {
    expect(sessionStart([now - SESSION_GAP_MS, now + 5], now)).toBe(now - SESSION_GAP_MS);
  });
});
