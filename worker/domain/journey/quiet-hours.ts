import type { QuietHours } from "../../../schemas/journey.ts";
import { DAY_MS, MINUTE_MS } from "../../../schemas/limits.ts";
import { isTimeZone } from "../../../schemas/time-zone.ts";
import { wallTime } from "../campaign/window.ts";

const MINUTES_PER_DAY = DAY_MS / MINUTE_MS;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Minutes until the quiet hours end in a zone; 0 outside of them. */
const quietFor = ({ from, to }: QuietHours, zone: string, at: number): number => {
  const wall = new Date(wallTime(at, zone));
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  const since = (minute - minutesOf(from) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  const length = (minutesOf(to) - minutesOf(from) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return since < length ? length - since : 0;
};

/** Clocks are set at full quarters of an hour only, and by two hours at most. */
const QUARTER_MS = 15 * MINUTE_MS;
const CHANGE_MAX_MINUTES = 120;

/**
 * When hours that are quiet for some minutes more by the clock are looked at again: their end, where no clock is set until
 * then; before it, where one may be set forward.
 */
const nextLook = (at: number, minutes: number): number => {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  if (minutes > CHANGE_MAX_MINUTES) return minute + (minutes - CHANGE_MAX_MINUTES) * MINUTE_MS;
  return Math.min(minute + minutes * MINUTE_MS, Math.floor(at / QUARTER_MS + 1) * QUARTER_MS);
};

/** The first moment from `now` on that is quiet in none of the zones; null where the next two days have none. */
const firstLoud = (hours: QuietHours, zones: readonly string[], now: number): number | null => {
  let at = now;
  while (at < now + 2 * DAY_MS) {
    const longest = Math.max(...zones.map((zone) => quietFor(hours, zone, at)));
    if (longest === 0) return at;
    at = nextLook(at, longest);
  }
  return null;
};

/** When a message may be sent: `now`, or the end of the quiet hours. `zones` are where the contact may be. */
export const loudFrom = (
  hours: QuietHours,
  zones: readonly string[],
  siteZone: string,
  now: number,
): number => firstLoud(hours, zones, now) ?? firstLoud(hours, [siteZone], now) ?? now;

/** ECMA-402 has it since 2023 as a method; the compiler's library does not know it yet. */
type ZonedLocale = Intl.Locale & { getTimeZones?: () => string[] | undefined };

const zonesByCountry = new Map<string, readonly string[]>();

/** All time zones of a country, by the Unicode data of the runtime; empty where it has none. */
const zonesIn = (country: string): readonly string[] => {
  let zones = zonesByCountry.get(country);
  if (zones === undefined) {
    const locale: ZonedLocale = new Intl.Locale("und", { region: country });
    zones = locale.getTimeZones?.() ?? [];
    zonesByCountry.set(country, zones);
  }
  return zones;
};

/**
 * Where the contact may be: its own zone where it told one, else every zone of its country, so that it is quiet in all of
 * them; else the site's.
 */
export const zonesOf = (told: unknown, country: string | null, siteZone: string): readonly string[] => {
  if (typeof told === "string" && isTimeZone(told)) return [told];
  const zones = country === null || !/^[A-Z]{2}$/.test(country) ? [] : zonesIn(country);
  return zones.length > 0 ? zones : [siteZone];
};
