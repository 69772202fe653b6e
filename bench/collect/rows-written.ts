import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Load } from "../load/load.ts";
import { startCounting } from "../servers/counting.ts";
import { signCookies } from "./cookies.ts";
import { createVisitors, fill } from "./population.ts";
import { BENCH_SITE, configureSite, createAsk } from "./site-admin.ts";

export interface RowsWritten {
  readonly beacons: number;
  readonly rowsPerBeacon: number;
  /** Rows a beacon by table and statement, the most first. */
  readonly byStatement: readonly (readonly [statement: string, rowsPerBeacon: number])[];
}

export interface RowsOptions {
  readonly folder: string;
  readonly load: Load;
  readonly shards: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly cleanUp: AsyncDisposableStack;
}

const KEY = "bench-admin-key";
const SECRET = "a secret of the benchmark, and of nothing else";
const RETURNING_VISITORS = 20_000;
const PRESENT_VISITORS = 500;
/** Beacons a second: few enough that a group commit seldom finds two of one visitor. */
const RATE = 300;
/** Beacons that bring the present visitors into the middle of their visits. */
const ARRIVALS_PER_VISITOR = 4;

/**
 * Rows that beacons of one event write, on a twin of the product that counts them: the first of a visitor who comes back
 * after days, which changes audiences and timers, and those in the middle of a visit.
 */
export const countRowsWritten = async (
  options: RowsOptions,
): Promise<{ first: RowsWritten; later: RowsWritten }> => {
  const { load, shards, connections, durationMs } = options;
  const folder = path.join(options.folder, "counting");
  await mkdir(folder);
  const server = await startCounting({ folder, adminKey: KEY, secret: SECRET, shards });
  options.cleanUp.defer(() => server.stop());
  const ask = createAsk(`http://127.0.0.1:${server.port}`, KEY);
  await configureSite(ask);
  const visitors = createVisitors(RETURNING_VISITORS + PRESENT_VISITORS, shards);
  await fill(ask, visitors);
  const returning = signCookies(visitors.slice(PRESENT_VISITORS), SECRET);
  const present = signCookies(visitors.slice(0, PRESENT_VISITORS), SECRET);

  const send = async (cookies: typeof present, forMs: number): Promise<number> => {
    const traffic = { kind: "beacons", site: BENCH_SITE, eventsPerBeacon: 1, ...cookies } as const;
    const { answers } = await load.run({
      port: server.port,
      connections,
      durationMs: forMs,
      rate: RATE,
      traffic,
    });
    return answers;
  };
  const readRows = async (): Promise<Record<string, number>> => {
    const address = `http://127.0.0.1:${server.port}/bench/rows?site=${BENCH_SITE}&shards=${shards}`;
    return (await (await fetch(address)).json()) as Record<string, number>;
  };
  const count = async (cookies: typeof present): Promise<RowsWritten> => {
    const before = await readRows();
    const beacons = await send(cookies, durationMs);
    const after = await readRows();
    const byStatement = Object.entries(after)
      .map(([name, rows]) => [name, (rows - (before[name] ?? 0)) / beacons] as const)
      .filter(([, rows]) => rows > 0)
      .toSorted(([, a], [, b]) => b - a);
    return { beacons, byStatement, rowsPerBeacon: byStatement.reduce((sum, [, rows]) => sum + rows, 0) };
  };
  const first = await count(returning);
  await send(present, (PRESENT_VISITORS * ARRIVALS_PER_VISITOR * 1_000) / RATE);
  const later = await count(present);
  await server.stop();
  return { first, later };
};
