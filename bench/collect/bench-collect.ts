import path from "node:path";
import { type Figure, figureOf, type Outcome } from "../figure.ts";
import {
  baselineFigures,
  baselineTargets,
  measure,
  PACED_NOTE,
  perSecond,
  rateFigure,
  type Results,
  tailFigures,
  valuesOf,
} from "../load/measure.ts";
import type { Target } from "../load/rounds.ts";
import type { BenchOptions } from "../run.ts";
import { statementsOf } from "../servers/row-counter.ts";
import { startStand } from "../servers/stand.ts";
import { createVisitors, fill } from "./population.ts";
import { countRowsWritten } from "./rows-written.ts";
import { BENCH_SITE, configureSite } from "./site-admin.ts";
import { measureStored } from "./stored-size.ts";

const CONNECTIONS = 64;
const SHARDS = 4;
const MANY_EVENTS = 10;
const FULL = { visitors: 100_000, rounds: 5, durationMs: 3_000, pacedRounds: 3, rowsMs: 10_000 };
const QUICK = { visitors: 10_000, rounds: 3, durationMs: 1_000, pacedRounds: 1, rowsMs: 5_000 };

const ONE = "halley, 1 event a beacon";
const MANY = `halley, ${MANY_EVENTS} events a beacon`;

const saturationFigures = (results: Results): Figure[] => {
  const events = valuesOf(results, MANY, perSecond).map((rate) => rate * MANY_EVENTS);
  return [
    ...baselineFigures(results),
    rateFigure(results, ONE, "beacons/s"),
    rateFigure(results, MANY, "beacons/s"),
    figureOf(MANY, "events/s", events),
  ];
};

/** Beacons over HTTP into a shop with a past, beside what the runtime does without us. */
export const benchCollect = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  const stand = await startStand(SHARDS, cleanUp);
  const { folder, dataFolder, baseline, instance, port, load, ask } = stand;
  await configureSite(ask);
  const visitors = createVisitors(plan.visitors, SHARDS);
  report(`storing ${plan.visitors} visitors`);
  const filled = await fill(ask, visitors);

  const cookies = await stand.cookiesOf(visitors);
  const beacons = (eventsPerBeacon: number) =>
    ({ kind: "beacons", site: BENCH_SITE, eventsPerBeacon, ...cookies }) as const;
  const targets: Target[] = [
    ...baselineTargets(baseline.port),
    { name: ONE, port, traffic: beacons(1) },
    { name: MANY, port, traffic: beacons(MANY_EVENTS) },
  ];
  const { saturated, paced } = await measure(targets, { ...plan, load, connections: CONNECTIONS, report });
  await instance.stop();
  const stored = await measureStored(path.join(dataFolder, "objects", "halley-profile-shard"), folder);

  report("counting rows");
  const { first, later } = await countRowsWritten(
    { folder, load, shards: SHARDS, connections: CONNECTIONS, cleanUp },
    plan.rowsMs,
  );
  return {
    figures: [
      ...saturationFigures(saturated),
      ...tailFigures(saturated, "at saturation"),
      ...tailFigures(paced, "at 70 %"),
      figureOf("server events while filling", "events/s", [filled.eventsPerSecond]),
      figureOf("rows written, first beacon of a visit", "rows", [first.rowsEach]),
      figureOf("rows written, later beacons of a visit", "rows", [later.rowsEach]),
      figureOf("stored profile, text", "characters", [stored.textLength / stored.profiles]),
      figureOf("stored profile, files", "B", [stored.fileBytes / stored.profiles]),
      figureOf("events in a stored profile", "events", [stored.events / stored.profiles]),
    ],
    notes: [
      `${plan.visitors.toLocaleString("en")} visitors with a history, 20 audiences, ${SHARDS} shards, ${CONNECTIONS} connections; every answer was checked`,
      `rows, first beacon: ${statementsOf(first)}`,
      `rows, later beacons: ${statementsOf(later)}`,
      PACED_NOTE,
    ],
  };
};
