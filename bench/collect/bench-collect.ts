import path from "node:path";
import { figureOf, type Outcome } from "../figure.ts";
import type { Load } from "../load/load.ts";
import { baselineTargets, measure, PACED_NOTE } from "../load/measure.ts";
import type { Target } from "../load/rounds.ts";
import type { BenchOptions } from "../run.ts";
import { allStarted } from "../servers/all-started.ts";
import { cpuTimeMs } from "../servers/cpu-time.ts";
import { startStand } from "../servers/stand.ts";
import { beaconsOf, countBeacons } from "./count-beacons.ts";
import { countLater } from "./count-later.ts";
import { BILL_NOTE, BILLED_EVENTS, billFigures, countFigures, countNotes } from "./count-figures.ts";
import { type Crowd, startCrowds } from "./crowds.ts";
import { startPeers } from "./peers/peers.ts";
import { createVisitors, fill } from "./population.ts";
import { configureSite } from "./site-admin.ts";
import { MANY_EVENTS, nameOf, speedFigures } from "./speed-figures.ts";
import { measureStored } from "./stored-size.ts";

const CONNECTIONS = 64;
const SHARDS = 4;
/** Visitors that the product stores itself; all others are copies of them. */
const TEMPLATES = 1_000;
const FULL = {
  sizes: [1_000, 100_000, 1_000_000],
  rounds: 4,
  durationMs: 1_500,
  pacedRounds: 2,
  counting: { returningVisitors: 2_000, presentVisitors: 100, requests: 600 },
  later: { visitors: 80, beacons: 8 },
};
const QUICK: typeof FULL = {
  sizes: [1_000, 5_000, 20_000],
  rounds: 1,
  durationMs: 150,
  pacedRounds: 1,
  counting: { returningVisitors: 150, presentVisitors: 8, requests: 50 },
  later: { visitors: 30, beacons: 8 },
};

/** Processor time of one beacon, of the whole process: HTTP, Worker, object and disk. */
const cpuOfBeacon = async (
  { instance, port, cookies }: Crowd,
  durationMs: number,
  load: Load,
): Promise<number | null> => {
  const { pid } = instance.process;
  const before = await cpuTimeMs(pid);
  const { answers } = await load.run({
    port,
    traffic: beaconsOf(cookies, BILLED_EVENTS),
    connections: CONNECTIONS,
    durationMs,
    rate: null,
  });
  const after = await cpuTimeMs(pid);
  return before === null || after === null ? null : (after - before) / answers;
};

/** Beacons over HTTP into a shop with a past, beside what the runtime does without us and what others store. */
export const benchCollect = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  const stand = await startStand(SHARDS, cleanUp);
  const { folder, baseline, load, ask } = stand;
  await configureSite(ask);
  const filled = await fill(ask, createVisitors(TEMPLATES, SHARDS));
  await stand.instance.stop();
  const [crowds, { peers, notes: peerNotes }] = await allStarted([
    startCrowds(stand, plan.sizes, TEMPLATES, { shards: SHARDS, report, cleanUp }),
    startPeers(folder, cleanUp),
  ]);
  const [, usual] = crowds;
  if (usual === undefined) throw new Error("there are several crowds");

  const targets: Target[] = [
    ...baselineTargets(baseline.port),
    ...peers.map((peer) => ({ ...peer, traffic: beaconsOf(usual.cookies, 1) })),
    ...crowds.flatMap((crowd) =>
      [1, MANY_EVENTS].map((events) => ({
        name: nameOf(crowd, events),
        port: crowd.port,
        traffic: beaconsOf(crowd.cookies, events),
      })),
    ),
  ];
  const results = await measure(targets, { ...plan, load, connections: CONNECTIONS, report });
  const cpuMs = await cpuOfBeacon(usual, plan.durationMs, load);
  for (const { instance } of crowds) await instance.stop();
  const objects = path.join(usual.dataFolder, "objects", "halley-profile-shard");
  const stored = await measureStored(objects, folder);

  report("counting rows");
  const counting = { folder, load, shards: SHARDS, cleanUp };
  const counted = await countBeacons(counting, plan.counting);
  const later = await countLater(counting, { ...plan.later, eventsPerBeacon: BILLED_EVENTS });
  return {
    figures: [
      ...speedFigures(results, crowds, peers),
      figureOf("server events while filling", "events/s", [filled.eventsPerSecond]),
      ...(cpuMs === null ? [] : [figureOf(`CPU, ${nameOf(usual, BILLED_EVENTS)}`, "ms", [cpuMs])]),
      ...countFigures(counted, later, stored),
      ...billFigures(counted, later, stored, cpuMs),
    ],
    notes: [
      `visitors with a history, 20 audiences, ${SHARDS} shards, ${CONNECTIONS} connections; every answer was checked`,
      `visitors beyond the first ${TEMPLATES.toLocaleString("en")} are copies of them under other ids, written straight into the shards' databases`,
      "flat is a p50 at the most profiles of at most 1.3 times that at the fewest",
      ...peerNotes,
      ...countNotes(counted, later),
      BILL_NOTE,
      PACED_NOTE,
    ],
  };
};
