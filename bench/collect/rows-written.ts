import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Load } from "../load/load.ts";
import { startCounting } from "../servers/counting.ts";
import { signCookies } from "./cookies.ts";
import { createVisitors, fill } from "./population.ts";
import { BENCH_SITE, configureSite, createAsk } from "./site-admin.ts";

export interface RowsWritten {
  readonly beacons: number;
  /** Rows by table and statement. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface RowsOptions {
  readonly folder: string;
  readonly load: Load;
  readonly shards: number;
  readonly visitors: number;
  readonly connections: number;
  readonly rate: number;
  readonly durationMs: number;
  readonly cleanUp: AsyncDisposableStack;
}

const KEY = "bench-admin-key";
const SECRET = "a secret of the benchmark, and of nothing else";

/** Rows that beacons of one event write once every visitor has a history; on a twin of the product that counts them. */
export const countRowsWritten = async (options: RowsOptions): Promise<RowsWritten> => {
  const { load, shards, connections, rate, durationMs } = options;
  const folder = path.join(options.folder, "counting");
  await mkdir(folder);
  const server = await startCounting({ folder, adminKey: KEY, secret: SECRET, shards });
  options.cleanUp.defer(() => server.stop());
  const ask = createAsk(`http://127.0.0.1:${server.port}`, KEY);
  await configureSite(ask);
  const visitors = createVisitors(options.visitors, shards);
  await fill(ask, visitors);
  const readRows = async (): Promise<Record<string, number>> => {
    const address = `http://127.0.0.1:${server.port}/bench/rows?site=${BENCH_SITE}&shards=${shards}`;
    return (await (await fetch(address)).json()) as Record<string, number>;
  };
  const before = await readRows();
  const { answers } = await load.run({
    port: server.port,
    connections,
    durationMs,
    rate,
    traffic: { kind: "beacons", site: BENCH_SITE, eventsPerBeacon: 1, ...signCookies(visitors, SECRET) },
  });
  const after = await readRows();
  await server.stop();
  const rows = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return { beacons: answers, rows: Object.fromEntries(rows.filter(([, count]) => count > 0)) };
};
