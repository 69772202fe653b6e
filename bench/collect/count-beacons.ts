import { requestBytesOf } from "../load/beacon-source.ts";
import type { BeaconTraffic, SignedCookies } from "../load/request-source.ts";
import { type RowCounterOptions, type RowsWritten, startRowCounter } from "../servers/row-counter.ts";
import { SHOP } from "./bill.ts";
import { createVisitors, fill } from "./population.ts";
import { BENCH_SITE, configureSite } from "./site-admin.ts";

const COUNTED_EVENTS = [1, 3, 10] as const;

export const beaconsOf = (cookies: SignedCookies, eventsPerBeacon: number): BeaconTraffic => ({
  kind: "beacons",
  site: BENCH_SITE,
  eventsPerBeacon,
  ...cookies,
});

/** Of beacons with so many events: the first of a visit, the mean of a whole visit, and those after many others. */
export interface CountedBeacons {
  readonly eventsPerBeacon: number;
  /** Of the request with its head. */
  readonly bytesSent: number;
  readonly first: RowsWritten;
  readonly visit: RowsWritten;
  readonly later: RowsWritten;
}

export interface CountingPlan {
  /** Of whom each sends about one beacon. */
  readonly returningVisitors: number;
  /** Of whom each sends a visit. */
  readonly presentVisitors: number;
  /** Beacons that are the first, and such that come after the visit. */
  readonly requests: number;
}

/**
 * What beacons write, read and call. The first of a visitor who comes back after days changes audiences and timers; a
 * visit has some that do and some that do not; after it hardly one does.
 */
export const countBeacons = async (
  options: RowCounterOptions,
  { returningVisitors, presentVisitors, requests }: CountingPlan,
): Promise<CountedBeacons[]> => {
  const counter = await startRowCounter(options);
  await configureSite(counter.ask);
  const group = returningVisitors + presentVisitors;
  const visitors = createVisitors(group * COUNTED_EVENTS.length, options.shards);
  await fill(counter.ask, visitors);
  const counted: CountedBeacons[] = [];
  for (const [index, eventsPerBeacon] of COUNTED_EVENTS.entries()) {
    const mine = visitors.slice(index * group, (index + 1) * group);
    const present = beaconsOf(counter.cookiesOf(mine.slice(0, presentVisitors)), eventsPerBeacon);
    const returning = beaconsOf(counter.cookiesOf(mine.slice(presentVisitors)), eventsPerBeacon);
    const beacons = (presentVisitors * SHOP.eventsPerVisitor) / eventsPerBeacon;
    counted.push({
      eventsPerBeacon,
      bytesSent: requestBytesOf(present),
      first: await counter.count(returning, requests),
      visit: await counter.count(present, beacons),
      later: await counter.count(present, requests),
    });
  }
  await counter.stop();
  return counted;
};
