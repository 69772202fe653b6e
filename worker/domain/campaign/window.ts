import type { CalendarPeriod, Cap } from "../../../schemas/campaign.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../../schemas/limits.ts";
import { durationMs } from "../audience/duration.ts";

/** Each takes 36 kB, and contacts can make up zones: in every mixture of small and capital letters, and `+01:23`. */
const FORMATS_MAX = 300;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (formats.size >= FORMATS_MAX) formats.clear();
    formats.set(zone, format);
  }
  return format;
};

/** What clocks on the wall show at an instant, as if it were UTC. */
export const wallTime = (at: number, zone: string): number => {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % SECOND_MS) + SECOND_MS) % SECOND_MS);
};

/** The first instant at which clocks show a time, or where they skip it, the instant at which they do. */
const instantOf = (wall: number, zone: string): number => {
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => wallTime(near, zone) - near);
  const candidates = offsets.map((offset) => wall - offset);
  const shown = candidates.filter((candidate) => wallTime(candidate, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - (offsets[0] ?? 0);
};

/** Where one stretch of the calendar begins, and up to when that is known to be the answer. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Clocks are set at full quarters of an hour only. */
const QUARTER_MS = 15 * MINUTE_MS;

const stretchOf = (at: number, period: CalendarPeriod, zone: string): Stretch => {
  const wall = new Date(wallTime(at, zone));
  if (period === "hour") {
    const into = wall.getUTCMinutes() * MINUTE_MS + wall.getUTCSeconds() * SECOND_MS;
    return {
      start: at - into - wall.getUTCMilliseconds(),
      end: Math.floor(at / QUARTER_MS + 1) * QUARTER_MS,
    };
  }
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const monday = day - ((wall.getUTCDay() + 6) % 7);
  const [first, next] = {
    day: [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)],
    week: [Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7)],
    month: [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)],
  }[period] as [number, number];
  return { start: instantOf(first, zone), end: instantOf(next, zone) };
};

/** The stretch that was asked for last, by zone and period: reading a clock in a zone takes longer than all else. */
const known = new Map<string, Stretch & { readonly from: number }>();

/** When the hour, day, week or month of an instant began in a zone. */
export const periodStart = (at: number, period: CalendarPeriod, zone: string): number => {
  const name = `${period} ${zone}`;
  const last = known.get(name);
  if (last !== undefined && at >= last.from && at < last.end) return last.start;
  const stretch = stretchOf(at, period, zone);
  // Of an hour only the quarter that was asked for is sure.
  const from = period === "hour" ? Math.max(stretch.start, stretch.end - QUARTER_MS) : stretch.start;
  known.set(name, { ...stretch, from });
  return stretch.start;
};

/** Where windows of caps begin, apart from the cap. */
export interface WindowView {
  readonly now: number;
  /** IANA time zone of the site. */
  readonly zone: string;
  /** When the present session began. */
  readonly sessionStart: number;
}

/** The first moment that a cap counts: whatever happened before it is out. */
export const windowStart = (cap: Cap, { now, zone, sessionStart }: WindowView): number => {
  switch (cap.window) {
    case "sliding":
      // What happened exactly so long ago is out.
      return now - durationMs(cap.per) + 1;
    case "calendar":
      return periodStart(now, cap.per, zone);
    case "session":
      return sessionStart;
    case "lifetime":
      return -Infinity;
  }
};
