import { USAGE_EXACT_EVENTS } from "../../schemas/limits-guards.ts";
import { DAY_MS } from "../../schemas/limits.ts";
import { periodStart, wallTime } from "./campaign/window.ts";

/** Events that were accepted, and how many of them were a bot's. */
export interface EventsUsed {
  readonly events: number;
  readonly botEvents: number;
}

export interface UsageOfDay extends EventsUsed {
  /** `2026-11-26`, in the site's time zone. */
  readonly day: string;
}

/** How many events one stands for that is counted: a sample of what is many is as good, and costs a row now and then. */
export const weightAt = (today: number): number => Math.max(1, Math.floor(today / USAGE_EXACT_EVENTS));

/** How many events are counted for some: right on average. `random` is from 0 to 1. */
export const countedFor = (events: number, weight: number, random: number): number =>
  weight * Math.floor(events / weight + random);

/** A day of the site's calendar. */
export interface UsageDay {
  readonly day: string;
  /** When it began, epoch milliseconds. */
  readonly start: number;
  /** When the next one begins, epoch milliseconds. */
  readonly end: number;
}

/** No day is longer than this, and none but the next begins by then. */
const DAY_MAX_MS = DAY_MS + DAY_MS / 4;

export const usageDay = (now: number, zone: string): UsageDay => {
  const start = periodStart(now, "day", zone);
  const day = new Date(wallTime(start, zone)).toISOString().slice(0, 10);
  return { day, start, end: periodStart(start + DAY_MAX_MS, "day", zone) };
};

/** After how many events profiles are counted again: none makes more than one, so that the quota is not passed by much. */
export const eventsUntilCount = (profiles: number, quota: number): number =>
  Math.max(1, Math.ceil(quota / 1_000), Math.floor((quota - profiles) / 2));
