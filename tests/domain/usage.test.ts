import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { USAGE_EXACT_EVENTS } from "../../schemas/limits-guards.ts";
import { countedFor, eventsUntilCount, usageDay, weightAt } from "../../worker/domain/usage.ts";

describe("counting events", () => {
  test("is exact up to a thousand a day", () => {
    for (const today of [0, USAGE_EXACT_EVENTS - 1, USAGE_EXACT_EVENTS, 2 * USAGE_EXACT_EVENTS - 1]) {
      expect(weightAt(today)).toBe(1);
    }
    expect(weightAt(2 * USAGE_EXACT_EVENTS)).toBe(2);
    for (const random of [0, 0.5, 0.999]) expect(countedFor(7, 1, random)).toBe(7);
  });

  test("by a sample is right on average, and for whole weights always", () => {
    const draws = Array.from({ length: 1_000 }, (_, i) => (i + 0.5) / 1_000);
    for (const events of [1, 3, 10, 64, 100]) {
      const sum = draws.reduce((total, random) => total + countedFor(events, 10, random), 0);
      expect(Math.abs(sum / draws.length - events)).toBeLessThan(0.01);
    }
    for (const random of [0, 0.5, 0.999]) expect(countedFor(30, 10, random)).toBe(30);
  });

  test("needs few counts of many events, and is a few in a hundred off", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let [today, counts] = [0, 0];
    for (let event = 0; event < 1_000_000; event++) {
      const counted = countedFor(1, weightAt(today), random());
      today += counted;
      counts += Number(counted > 0);
    }
    expect(Math.abs(today - 1_000_000)).toBeLessThan(70_000); // Three times the standard error, which is 2.2 %.
    expect(counts).toBeLessThan(10_000);
  });
});

const dayAt = (iso: string, zone = "Europe/Berlin") => usageDay(Date.parse(iso), zone);

describe("a day of usage", () => {
  test("is that of the site's calendar, also where clocks are changed", () => {
    expect(dayAt("2026-11-26T22:59:59Z")).toEqual({
      day: "2026-11-26",
      start: Date.parse("2026-11-25T23:00:00Z"),
      end: Date.parse("2026-11-26T23:00:00Z"),
    });
    expect(dayAt("2026-11-26T23:00:00Z").day).toBe("2026-11-27");
    expect(dayAt("2026-10-25T00:30:00Z")).toEqual({
      day: "2026-10-25",
      start: Date.parse("2026-10-24T22:00:00Z"),
      end: Date.parse("2026-10-25T23:00:00Z"),
    });
    expect(dayAt("2026-03-29T00:30:00Z")).toEqual({
      day: "2026-03-29",
      start: Date.parse("2026-03-28T23:00:00Z"),
      end: Date.parse("2026-03-29T22:00:00Z"),
    });
    expect(dayAt("2026-11-26T10:00:00Z", "Pacific/Kiritimati").day).toBe("2026-11-27");
  });

  test("ends after the moment it is asked for, within a day and an hour", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }),
        fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
        (now, zone) => {
          const { day, end } = usageDay(now, zone);
          expect(end - now).toBeGreaterThan(0);
          expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
          expect(usageDay(end - 1, zone).day).toBe(day);
          expect(usageDay(end, zone).day > day).toBe(true);
        },
      ),
    );
  });
});

test("profiles are counted again before a quota can be passed by more than a thousandth", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (profiles, quota) => {
      const until = eventsUntilCount(profiles, quota);
      expect(until).toBeGreaterThanOrEqual(1);
      expect(Math.min(profiles, quota) + until).toBeLessThanOrEqual(quota + Math.ceil(quota / 1_000));
    }),
  );
});
