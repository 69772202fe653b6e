import { mkdir } from "node:fs/promises";
import path from "node:path";
import { signCookies } from "../collect/cookies.ts";
import { type Ask, BENCH_SITE, createAsk } from "../collect/site-admin.ts";
import type { Load } from "../load/load.ts";
import type { SignedCookies, Traffic } from "../load/request-source.ts";
import { startCounting } from "./counting.ts";

/** What requests of one kind wrote. */
export interface RowsWritten {
  readonly requests: number;
  readonly rowsEach: number;
  /** Rows a request by table and statement, the most first. */
  readonly byStatement: readonly (readonly [statement: string, rowsEach: number])[];
}

export interface RowCounterOptions {
  readonly folder: string;
  readonly load: Load;
  readonly shards: number;
  readonly connections: number;
  readonly cleanUp: AsyncDisposableStack;
}

/** A twin of the product that counts the rows it writes, under a gentle load. */
export interface RowCounter {
  readonly ask: Ask;
  cookiesOf(visitors: readonly string[]): SignedCookies;
  /** Sends without counting; resolves with the number of answers. */
  send(traffic: Traffic, durationMs: number): Promise<number>;
  count(traffic: Traffic, durationMs: number): Promise<RowsWritten>;
  stop(): Promise<void>;
}

const KEY = "bench-admin-key";
const SECRET = "a secret of the benchmark, and of nothing else";
/** Requests a second: few enough that a group commit seldom finds two of one visitor. */
export const COUNTED_RATE = 300;

export const startRowCounter = async (options: RowCounterOptions): Promise<RowCounter> => {
  const { load, shards, connections, cleanUp } = options;
  const folder = path.join(options.folder, "counting");
  await mkdir(folder);
  const server = await startCounting({ folder, adminKey: KEY, secret: SECRET, shards });
  cleanUp.defer(() => server.stop());
  const { port } = server;
  const send = async (traffic: Traffic, durationMs: number): Promise<number> =>
    (await load.run({ port, connections, durationMs, rate: COUNTED_RATE, traffic })).answers;
  const readRows = async (): Promise<Record<string, number>> => {
    const address = `http://127.0.0.1:${port}/bench/rows?site=${BENCH_SITE}&shards=${shards}`;
    return (await (await fetch(address)).json()) as Record<string, number>;
  };
  return {
    ask: createAsk(`http://127.0.0.1:${port}`, KEY),
    cookiesOf: (visitors) => signCookies(visitors, SECRET),
    send,
    count: async (traffic, durationMs) => {
      const before = await readRows();
      const requests = await send(traffic, durationMs);
      const after = await readRows();
      const byStatement = Object.entries(after)
        .map(([name, rows]) => [name, (rows - (before[name] ?? 0)) / requests] as const)
        .filter(([, rows]) => rows > 0)
        .toSorted(([, a], [, b]) => b - a);
      return { requests, byStatement, rowsEach: byStatement.reduce((sum, [, rows]) => sum + rows, 0) };
    },
    stop: () => server.stop(),
  };
};

/** Which statements wrote the rows, for a note. */
export const statementsOf = ({ requests, byStatement }: RowsWritten): string => {
  const parts = byStatement.map(([name, rows]) => `${name} ${rows.toFixed(3)}`);
  return `${parts.join(", ")} (over ${requests.toLocaleString("en")})`;
};
