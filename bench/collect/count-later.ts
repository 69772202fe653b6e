import { readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type RowCounterOptions, type RowsWritten, startRowCounter } from "../servers/row-counter.ts";
import { beaconsOf } from "./count-beacons.ts";
import { createVisitors, fill } from "./population.ts";
import { configureSite } from "./site-admin.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than the longest stay in an audience and, after it, the time for which the feed tells of its end. */
const WATCHED_DAYS = 200;
/** Where no timer is due for longer, the daily sweep has to come by. */
const STRIDE_MS = 5 * DAY_MS;
/** What a shard writes every day, however many visitors it has. */
const DAILY = new Set(["retention insert", "feed_base insert", "alarm set"]);

/** When the next timer of any shard is due; Infinity where none is armed. */
const nextDue = async (objects: string): Promise<number> => {
  const folder = path.join(objects, "halley-profile-shard");
  const files = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  const dues = files.map((name) => {
    const database = new DatabaseSync(path.join(folder, name), { readOnly: true });
    try {
      return Number(database.prepare("SELECT min(due) AS due FROM timer").get()?.["due"] ?? Infinity);
    } finally {
      database.close();
    }
  });
  return Math.min(...dues);
};

export interface LaterPlan {
  readonly visitors: number;
  /** Of a visit. */
  readonly beacons: number;
  readonly eventsPerBeacon: number;
}

/**
 * What time alone writes after a visit: memberships end and begin, timers fire and are set again, and what the feed told is
 * deleted. Time goes from one timer to the next, as it does for a shop, and nobody comes again.
 */
export const countLater = async (
  options: RowCounterOptions,
  { visitors: count, beacons, eventsPerBeacon }: LaterPlan,
): Promise<RowsWritten> => {
  const counter = await startRowCounter({ ...options, isClockManual: true });
  const { ask, objects, setClock } = counter;
  let now = Date.now();
  const goTo = (at: number): Promise<void> => setClock((now = at));
  await goTo(now);
  await configureSite(ask);
  const visitors = createVisitors(count, options.shards);
  await fill(ask, visitors);
  const traffic = beaconsOf(counter.cookiesOf(visitors), eventsPerBeacon);
  for (let beacon = 0; beacon < beacons; beacon++) {
    await goTo(now + MINUTE_MS);
    await counter.count(traffic, count);
  }
  const end = now + WATCHED_DAYS * DAY_MS;
  const later = await counter.rowsDuring(async () => {
    while (now < end) await goTo(Math.max(now + 1, Math.min(await nextDue(objects), now + STRIDE_MS)));
    return count;
  });
  await counter.stop();
  const byStatement = later.byStatement.filter(([name]) => !DAILY.has(name));
  return { ...later, byStatement, rowsEach: byStatement.reduce((sum, [, rows]) => sum + rows, 0) };
};
