import type { CalendarPeriod, Cap, Counted } from "../../../schemas/campaign.ts";
import { DAY_MS, SESSION_GAP_MS } from "../../../schemas/limits.ts";
import { durationMs } from "../../../worker/domain/audience/duration.ts";
import type { Candidate } from "../../../worker/domain/campaign/exposure.ts";

/** Something that was shown, as whoever counts by hand would note it. */
export interface Noted extends Candidate {
  readonly id: string;
  readonly at: number;
  readonly counted: Counted;
}

export const isSameScope = (cap: Cap, a: Candidate, b: Candidate): boolean => {
  switch (cap.scope) {
    case "creative":
      return a.campaign === b.campaign && a.creative === b.creative;
    case "campaign":
      return a.campaign === b.campaign;
    case "placement":
      return a.placement === b.placement;
    case "channel":
      return a.channel === b.channel;
    case "site":
      return true;
  }
};

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  return format;
};

/** Names the stretch of the calendar that a time is in, by what clocks there show. */
export const periodName = (at: number, period: CalendarPeriod, zone: string): string => {
  const shown = formatOf(zone).format(at);
  const day = Date.parse(shown.slice(0, 10));
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS;
  return {
    hour: `${shown.slice(0, 13)} ${Math.floor(at / 3_600_000)}`,
    day: shown.slice(0, 10),
    week: String(monday),
    month: shown.slice(0, 7),
  }[period];
};

/** Names the session that each of some times is in: a new one after every long gap. */
const sessionNames = (times: readonly number[]): Map<number, number> => {
  const names = new Map<number, number>();
  let [name, before] = [0, -Infinity];
  for (const at of times.toSorted((a, b) => a - b)) {
    if (at - before > SESSION_GAP_MS) name += 1;
    names.set(at, name);
    before = at;
  }
  return names;
};

/**
 * The caps that were exceeded: for each thing that was noted, everything else that shares its window with it is counted.
 * Written from the rules, knows nothing of ledgers. `activity` are all times at which anything happened.
 */
export const exceeded = (
  noted: readonly Noted[],
  caps: ReadonlyMap<string, readonly Cap[]>,
  activity: readonly number[],
  zone: string,
): { id: string; cap: Cap; at: number; count: number }[] => {
  const sessions = sessionNames(activity);
  const names = new Map<string, string>();
  const nameOf = (at: number, period: CalendarPeriod): string => {
    const key = `${period} ${at}`;
    const name = names.get(key) ?? periodName(at, period, zone);
    names.set(key, name);
    return name;
  };
  const isTogether = (cap: Cap, earlier: number, at: number): boolean => {
    switch (cap.window) {
      case "sliding":
        return earlier <= at && at - earlier < durationMs(cap.per);
      case "calendar":
        return earlier <= at && nameOf(earlier, cap.per) === nameOf(at, cap.per);
      case "session":
        return earlier <= at && sessions.get(earlier) === sessions.get(at);
      case "lifetime":
        return earlier <= at;
    }
  };
  return noted.flatMap((one) =>
    (caps.get(one.campaign) ?? [])
      .filter(({ counts }) => counts === one.counted)
      .map((cap) => ({
        id: one.id,
        cap,
        at: one.at,
        count: noted.filter(
          (other) =>
            other.counted === cap.counts && isSameScope(cap, one, other) && isTogether(cap, other.at, one.at),
        ).length,
      }))
      .filter(({ cap, count }) => count > cap.limit),
  );
};
