import type { BeaconTraffic, SignedCookies } from "../load/request-source.ts";
import {
  COUNTED_RATE,
  type RowCounterOptions,
  type RowsWritten,
  startRowCounter,
} from "../servers/row-counter.ts";
import { createVisitors, fill } from "./population.ts";
import { BENCH_SITE, configureSite } from "./site-admin.ts";

const RETURNING_VISITORS = 20_000;
const PRESENT_VISITORS = 500;
/** Beacons that bring the present visitors into the middle of their visits. */
const ARRIVALS_PER_VISITOR = 4;

const beacons = (cookies: SignedCookies): BeaconTraffic => ({
  kind: "beacons",
  site: BENCH_SITE,
  eventsPerBeacon: 1,
  ...cookies,
});

/**
 * Rows that beacons of one event write: the first of a visitor who comes back after days, which changes audiences and
 * timers, and those in the middle of a visit.
 */
export const countRowsWritten = async (
  options: RowCounterOptions,
  durationMs: number,
): Promise<{ first: RowsWritten; later: RowsWritten }> => {
  const counter = await startRowCounter(options);
  await configureSite(counter.ask);
  const visitors = createVisitors(RETURNING_VISITORS + PRESENT_VISITORS, options.shards);
  await fill(counter.ask, visitors);
  const returning = beacons(counter.cookiesOf(visitors.slice(PRESENT_VISITORS)));
  const present = beacons(counter.cookiesOf(visitors.slice(0, PRESENT_VISITORS)));
  const first = await counter.count(returning, durationMs);
  await counter.send(present, (PRESENT_VISITORS * ARRIVALS_PER_VISITOR * 1_000) / COUNTED_RATE);
  const later = await counter.count(present, durationMs);
  await counter.stop();
  return { first, later };
};
