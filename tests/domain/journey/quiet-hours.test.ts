import { describe, expect, test } from "vitest";
import { wallTime } from "../../../worker/domain/campaign/window.ts";
import { loudFrom, zonesOf } from "../../../worker/domain/journey/quiet-hours.ts";
import { DAY, HOUR, Life, MINUTE, NOON } from "./kit.ts";
import { mail, welcome } from "./samples.ts";

const NIGHT = { from: "21:00", to: "08:00" };
const at = (text: string): number => Date.parse(text);
const until = (now: string, zones: string[], hours = NIGHT, site = "UTC"): string =>
  new Date(loudFrom(hours, zones, site, at(now))).toISOString();

describe("quiet hours", () => {
  test.each([
    ["2026-11-23T20:59:59.999Z", "2026-11-23T20:59:59.999Z"],
    ["2026-11-23T21:00:00.000Z", "2026-11-24T08:00:00.000Z"],
    ["2026-11-24T00:00:00.000Z", "2026-11-24T08:00:00.000Z"],
    ["2026-11-24T07:59:59.999Z", "2026-11-24T08:00:00.000Z"],
    ["2026-11-24T08:00:00.000Z", "2026-11-24T08:00:00.000Z"],
  ])("over midnight: what is due at %s goes at %s", (now, goes) => {
    expect(until(now, ["UTC"])).toBe(goes);
  });

  test.each([
    ["2026-11-23T11:59:00.000Z", "2026-11-23T11:59:00.000Z"],
    ["2026-11-23T12:00:00.001Z", "2026-11-23T14:30:00.000Z"],
    ["2026-11-23T14:30:00.000Z", "2026-11-23T14:30:00.000Z"],
  ])("within a day: what is due at %s goes at %s", (now, goes) => {
    expect(until(now, ["UTC"], { from: "12:00", to: "14:30" })).toBe(goes);
  });

  test.each([
    ["spring, when the night is an hour shorter", "2026-03-28T22:00:00.000Z", "2026-03-29T06:00:00.000Z"],
    ["the last hours of that night", "2026-03-29T00:30:00.000Z", "2026-03-29T06:00:00.000Z"],
    ["autumn, when it is an hour longer", "2026-10-24T21:00:00.000Z", "2026-10-25T07:00:00.000Z"],
    ["the hour that is there twice", "2026-10-25T00:30:00.000Z", "2026-10-25T07:00:00.000Z"],
  ])("end by the clock in %s", (_, now, goes) => {
    expect(until(now, ["Europe/Berlin"])).toBe(goes);
  });

  test("that end in the hour which spring leaves out end when it is left out", () => {
    const hours = { from: "21:00", to: "02:30" };
    expect(until("2026-03-28T22:00:00.000Z", ["Europe/Berlin"], hours)).toBe("2026-03-29T01:00:00.000Z");
  });

  test("in zones with quarters of an hour end by their clocks", () => {
    expect(until("2026-11-23T20:00:00.000Z", ["Asia/Kathmandu"])).toBe("2026-11-24T02:15:00.000Z");
    expect(until("2026-04-04T14:00:00.000Z", ["Australia/Lord_Howe"])).toBe("2026-04-04T21:30:00.000Z");
  });

  test("that are quiet somewhere all day long are those of the site", () => {
    const zones = ["UTC", "Pacific/Auckland"];
    const hours = { from: "18:00", to: "10:00" };
    expect(until("2026-11-23T12:00:00.000Z", zones, hours, "UTC")).toBe("2026-11-23T12:00:00.000Z");
    expect(until("2026-11-23T19:00:00.000Z", zones, hours, "UTC")).toBe("2026-11-24T10:00:00.000Z");
  });
});

/** Whether it is night by the clocks of a zone. */
const isNight = (time: number, zone: string): boolean => {
  const hour = new Date(wallTime(time, zone)).getUTCHours();
  return hour >= 21 || hour < 8;
};

describe("a contact whose zone is not known", () => {
  test.each(["US", "RU", "AU", "BR", "DE"])(
    "of %s is written to when it is night in no zone of the country",
    (country) => {
      const zones = zonesOf(undefined, country, "UTC");
      for (let hour = 0; hour < 48; hour += 3) {
        const now = NOON + hour * HOUR + 7 * MINUTE;
        const goes = loudFrom(NIGHT, zones, "UTC", now);
        expect(zones.filter((zone) => isNight(goes, zone))).toEqual([]);
        const waited = Array.from({ length: (goes - now) / MINUTE }, (_, n) => now + n * MINUTE);
        const asked = waited.filter((_, n) => n % 45 === 0);
        expect(asked.filter((time) => !zones.some((zone) => isNight(time, zone)))).toEqual([]);
      }
    },
  );

  test("is in one of many zones of the United States and Russia, and in no country's where none is known", () => {
    expect(zonesOf(undefined, "US", "UTC")).toEqual(
      expect.arrayContaining(["America/New_York", "Pacific/Honolulu", "America/Anchorage"]),
    );
    expect(zonesOf(undefined, "RU", "UTC")).toEqual(
      expect.arrayContaining(["Europe/Kaliningrad", "Asia/Kamchatka"]),
    );
    expect(zonesOf(undefined, null, "Europe/Paris")).toEqual(["Europe/Paris"]);
  });

  test.each(["ZZ", "us", "USA", "", "x y"])("is in the site's where %j is no country", (country) => {
    expect(zonesOf(undefined, country, "Europe/Paris")).toEqual(["Europe/Paris"]);
  });
});

describe("a contact that told its zone", () => {
  test("is in that one", () => {
    expect(zonesOf("America/Denver", "DE", "UTC")).toEqual(["America/Denver"]);
  });

  test.each(["Nowhere/City", "", 7, true, null])("as %j told none", (told) => {
    expect(zonesOf(told, null, "UTC")).toEqual(["UTC"]);
    expect(zonesOf(told, "FR", "UTC")).toEqual(["Europe/Paris"]);
  });
});

describe("a message that is due in quiet hours", () => {
  const input = { ...welcome(mail("first"), mail("second")), quiet_hours: { from: "12:00", to: "14:00" } };
  const due = (setup: ConstructorParameters<typeof Life>[0] = {}) =>
    new Life({ country: null, ...setup })
      .put("welcome", input)
      .does("sign_up")
      .passes(3 * DAY).messages;

  test("waits for their end, and is followed by what comes after it", () => {
    expect(due()).toEqual([
      ["first", 2],
      ["second", 2],
    ]);
  });

  test("waits by the site's zone, by the country's, or by the zone that the contact told", () => {
    expect(due({ zone: "Europe/Berlin" })[0]).toEqual(["first", 1]);
    expect(due({ country: "GB", zone: "Europe/Berlin" })[0]).toEqual(["first", 2]);
    const told = new Life({ country: "GB" }).put("welcome", input);
    told.knows({ attributes: { timezone: { value: "Asia/Kathmandu", at: NOON } } }).does("sign_up");
    expect(told.messages[0]).toEqual(["first", 0]);
  });

  test("is looked at again when they are over: who may not be written to by then is not", () => {
    const life = new Life({ country: null }).put("welcome", input).does("sign_up").passes(HOUR);
    life.knows({ suppressed: { email: { reason: "unsubscribed", at: NOON } } }).passes(3 * DAY);
    expect(life.messages).toEqual([]);
  });
});
