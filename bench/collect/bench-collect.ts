import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll } from "../../scripts/build.ts";
import { startInstance } from "../../scripts/instance.ts";
import { baselineOf, type Figure, figureOf, type Outcome, spreadOf } from "../figure.ts";
import type { Driven } from "../load/drive.ts";
import { startLoad } from "../load/load.ts";
import type { BenchOptions } from "../run.ts";
import { startBaseline } from "../servers/baseline.ts";
import { freePort } from "../servers/workerd.ts";
import { signCookies } from "./cookies.ts";
import { createVisitors, fill } from "./population.ts";
import { type Target, runRounds } from "./rounds.ts";
import { countRowsWritten, type RowsWritten } from "./rows-written.ts";
import { BENCH_SITE, configureSite, createAsk } from "./site-admin.ts";
import { measureStored } from "./stored-size.ts";

const CONNECTIONS = 64;
const SHARDS = 4;
const ADMIN_KEY = "bench-admin-key";
const MANY_EVENTS = 10;
/** Tails are compared where no queue builds up. */
const PACED_SHARE = 0.7;
const FULL = { visitors: 100_000, rounds: 5, durationMs: 3_000, pacedRounds: 3, rowsMs: 10_000 };
const QUICK = { visitors: 10_000, rounds: 3, durationMs: 1_000, pacedRounds: 1, rowsMs: 5_000 };

const BARE = "bare response";
const RPC = "empty RPC";
const ONE = "halley, 1 event a beacon";
const MANY = `halley, ${MANY_EVENTS} events a beacon`;

type Results = ReadonlyMap<string, readonly Driven[]>;

const valuesOf = (results: Results, name: string, read: (driven: Driven) => number): number[] =>
  (results.get(name) ?? []).map(read);

const perSecond = ({ perSecond: rate }: Driven): number => rate;

const saturationFigures = (results: Results): Figure[] => {
  const [bare, rpc] = [valuesOf(results, BARE, perSecond), valuesOf(results, RPC, perSecond)];
  const own = (name: string): Figure => {
    const rates = valuesOf(results, name, perSecond);
    return figureOf(name, "beacons/s", rates, [baselineOf(BARE, rates, bare), baselineOf(RPC, rates, rpc)]);
  };
  const events = valuesOf(results, MANY, perSecond).map((rate) => rate * MANY_EVENTS);
  return [
    figureOf(BARE, "requests/s", bare),
    figureOf(RPC, "requests/s", rpc, [baselineOf(BARE, rpc, bare)]),
    own(ONE),
    own(MANY),
    figureOf(MANY, "events/s", events),
  ];
};

const tailFigures = (results: Results, when: string): Figure[] =>
  [...results.keys()].flatMap((name) => {
    const tail = (quantile: string, read: (driven: Driven) => number): Figure => {
      const values = valuesOf(results, name, read);
      const baselines =
        name === RPC || name === BARE ? [] : [baselineOf(RPC, values, valuesOf(results, RPC, read))];
      return figureOf(`${name}, ${quantile} ${when}`, "ms", values, baselines);
    };
    return [tail("p50", ({ p50Ms }) => p50Ms), tail("p99", ({ p99Ms }) => p99Ms)];
  });

const statementsOf = ({ beacons, byStatement }: RowsWritten): string => {
  const parts = byStatement.map(([name, rows]) => `${name} ${rows.toFixed(3)}`);
  return `${parts.join(", ")} (over ${beacons.toLocaleString("en")})`;
};

/** Beacons over HTTP into a shop with a past, beside what the runtime does without us. */
export const benchCollect = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  const folder = await mkdtemp(path.join(tmpdir(), "halley-bench-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const baselineFolder = path.join(folder, "baseline");
  const dataFolder = path.join(folder, "halley");
  await mkdir(baselineFolder);
  await buildAll();
  const baseline = await startBaseline(baselineFolder);
  cleanUp.defer(() => baseline.stop());
  const instance = await startInstance({
    port: await freePort(),
    dataFolder,
    adminKey: ADMIN_KEY,
    visitorShards: SHARDS,
    contactShards: 1,
  });
  cleanUp.defer(() => instance.stop());
  const load = startLoad();
  cleanUp.defer(() => load.stop());

  const ask = createAsk(instance.origin, ADMIN_KEY);
  await configureSite(ask);
  const visitors = createVisitors(plan.visitors, SHARDS);
  report(`storing ${plan.visitors} visitors`);
  const filled = await fill(ask, visitors);

  const secret =
    process.env["HALLEY_SECRET"] ?? (await readFile(path.join(dataFolder, "secret"), "utf8")).trim();
  const cookies = signCookies(visitors, secret);
  const port = Number(new URL(instance.origin).port);
  const beacons = (eventsPerBeacon: number) =>
    ({ kind: "beacons", site: BENCH_SITE, eventsPerBeacon, ...cookies }) as const;
  const targets: Target[] = [
    { name: BARE, port: baseline.port, traffic: { kind: "get", path: "/bare", goodAnswer: "ok" } },
    { name: RPC, port: baseline.port, traffic: { kind: "get", path: "/rpc", goodAnswer: "ok" } },
    { name: ONE, port, traffic: beacons(1) },
    { name: MANY, port, traffic: beacons(MANY_EVENTS) },
  ];
  const common = { load, connections: CONNECTIONS, durationMs: plan.durationMs };
  report("warming up");
  await runRounds(targets, { ...common, durationMs: 1_000, rounds: 1, rateOf: () => null });
  report("measuring at saturation");
  const saturated = await runRounds(targets, { ...common, rounds: plan.rounds, rateOf: () => null });
  report("measuring at 70 %");
  const paced = await runRounds(targets, {
    ...common,
    rounds: plan.pacedRounds,
    rateOf: (name) => PACED_SHARE * spreadOf(valuesOf(saturated, name, perSecond)).median,
  });
  await instance.stop();
  const stored = await measureStored(path.join(dataFolder, "objects", "halley-profile-shard"), folder);

  report("counting rows");
  const { first, later } = await countRowsWritten({
    folder,
    load,
    shards: SHARDS,
    connections: CONNECTIONS,
    durationMs: plan.rowsMs,
    cleanUp,
  });
  return {
    figures: [
      ...saturationFigures(saturated),
      ...tailFigures(saturated, "at saturation"),
      ...tailFigures(paced, "at 70 %"),
      figureOf("server events while filling", "events/s", [filled.eventsPerSecond]),
      figureOf("rows written, first beacon of a visit", "rows", [first.rowsPerBeacon]),
      figureOf("rows written, later beacons of a visit", "rows", [later.rowsPerBeacon]),
      figureOf("stored profile, text", "characters", [stored.textLength / stored.profiles]),
      figureOf("stored profile, files", "B", [stored.fileBytes / stored.profiles]),
      figureOf("events in a stored profile", "events", [stored.events / stored.profiles]),
    ],
    notes: [
      `${plan.visitors.toLocaleString("en")} visitors with a history, 20 audiences, ${SHARDS} shards, ${CONNECTIONS} connections; every answer was checked`,
      `rows, first beacon: ${statementsOf(first)}`,
      `rows, later beacons: ${statementsOf(later)}`,
      "at 70 %: requests leave on time whatever the answers do, and wait from the moment they were due; the timer is good to 1 ms",
    ],
  };
};
