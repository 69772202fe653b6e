import type { BeaconTraffic, SignedCookies } from "../load/request-source.ts";
import {
  COUNTED_RATE,
  type RowCounterOptions,
  type RowsWritten,
  startRowCounter,
} from "../servers/row-counter.ts";
import { createVisitors, fill } from "./population.ts";
import { BENCH_SITE, configureSite } from "./site-admin.ts";

export const COUNTED_EVENTS = [1, 3, 10] as const;
const PRESENT_VISITORS = 500;
/** Beacons that bring the present visitors into the middle of their visits. */
const ARRIVALS_PER_VISITOR = 4;

export const beaconsOf = (cookies: SignedCookies, eventsPerBeacon: number): BeaconTraffic => ({
  kind: "beacons",
  site: BENCH_SITE,
  eventsPerBeacon,
  ...cookies,
});

/** Of beacons with so many events: the first of a visit, and those in the middle of one. */
export interface CountedBeacons {
  readonly eventsPerBeacon: number;
  readonly first: RowsWritten;
  readonly later: RowsWritten;
}

/**
 * What beacons write, read and call: the first of a visitor who comes back after days, which changes audiences and
 * timers, and those in the middle of a visit.
 */
export const countBeacons = async (
  options: RowCounterOptions,
  { returningVisitors, durationMs }: { returningVisitors: number; durationMs: number },
): Promise<CountedBeacons[]> => {
  const counter = await startRowCounter(options);
  await configureSite(counter.ask);
  const visitors = createVisitors(
    PRESENT_VISITORS + returningVisitors * COUNTED_EVENTS.length,
    options.shards,
  );
  await fill(counter.ask, visitors);
  const present = counter.cookiesOf(visitors.slice(0, PRESENT_VISITORS));
  await counter.send(beaconsOf(present, 1), (PRESENT_VISITORS * ARRIVALS_PER_VISITOR * 1_000) / COUNTED_RATE);
  const counted: CountedBeacons[] = [];
  for (const [index, eventsPerBeacon] of COUNTED_EVENTS.entries()) {
    const from = PRESENT_VISITORS + index * returningVisitors;
    const returning = counter.cookiesOf(visitors.slice(from, from + returningVisitors));
    const first = await counter.count(beaconsOf(returning, eventsPerBeacon), durationMs);
    const later = await counter.count(beaconsOf(present, eventsPerBeacon), durationMs);
    counted.push({ eventsPerBeacon, first, later });
  }
  await counter.stop();
  return counted;
};

/** The mean over a visit of so many events. */
export const overVisit = (
  { eventsPerBeacon, first, later }: CountedBeacons,
  eventsPerVisit: number,
  read: (counted: RowsWritten) => number,
): number => {
  const beacons = Math.max(1, eventsPerVisit / eventsPerBeacon);
  return (read(first) + (beacons - 1) * read(later)) / beacons;
};
