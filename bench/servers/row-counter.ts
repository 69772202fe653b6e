import { mkdir } from "node:fs/promises";
import path from "node:path";
import { signCookies } from "../collect/cookies.ts";
import { type Ask, BENCH_SITE, createAsk } from "../collect/site-admin.ts";
import type { Load } from "../load/load.ts";
import type { SignedCookies, Traffic } from "../load/request-source.ts";
import { objectsIn, startCounting } from "./counting.ts";
import { ADMIN_KEY } from "./halley.ts";

/** What requests of one kind wrote, read and called. */
export interface RowsWritten {
  readonly requests: number;
  readonly rowsEach: number;
  readonly rowsReadEach: number;
  /** Requests of objects: calls and alarms. */
  readonly callsEach: number;
  /** Rows a request by table and statement, the most first. */
  readonly byStatement: readonly (readonly [statement: string, rowsEach: number])[];
}

/** As the counting twin tells it. */
interface Counts {
  readonly written: Readonly<Record<string, number>>;
  readonly rowsRead: number;
  readonly calls: Readonly<Record<string, number>>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export interface RowCounterOptions {
  readonly folder: string;
  readonly load: Load;
  readonly shards: number;
  readonly cleanUp: AsyncDisposableStack;
  readonly isClockManual?: boolean;
}

/** A twin of the product that counts the rows it writes, under a gentle load. */
export interface RowCounter {
  readonly ask: Ask;
  cookiesOf(visitors: readonly string[]): SignedCookies;
  /** Sends about so many requests, however long that takes. */
  count(traffic: Traffic, requests: number): Promise<RowsWritten>;
  /** Counts while something is done, for each of as many as it says. */
  rowsDuring(work: () => Promise<number>): Promise<RowsWritten>;
  /** Where it is told the time: fires what became due. */
  readonly setClock: (now: number) => Promise<void>;
  /** Folder of the databases. */
  readonly objects: string;
  stop(): Promise<void>;
}

const SECRET = "a secret of the benchmark, and of nothing else";
/** Requests a second: few enough that a group commit seldom finds two of one visitor. */
const COUNTED_RATE = 300;
const SENDING_MIN_MS = 100;
/** Few, for the same reason: what waits on a slow machine would be committed together. */
const CONNECTIONS = 8;

export const startRowCounter = async (options: RowCounterOptions): Promise<RowCounter> => {
  const { load, shards, cleanUp, isClockManual = false } = options;
  const folder = path.join(options.folder, isClockManual ? "counting-later" : "counting");
  await mkdir(folder);
  const server = await startCounting({ folder, adminKey: ADMIN_KEY, secret: SECRET, shards, isClockManual });
  cleanUp.defer(() => server.stop());
  const { port } = server;
  // What a slow machine does not answer in time is sent again: counts must not depend on its speed.
  const send = async (traffic: Traffic, requests: number): Promise<number> => {
    let answered = 0;
    while (answered < requests) {
      const durationMs = Math.max(SENDING_MIN_MS, ((requests - answered) * 1_000) / COUNTED_RATE);
      const { answers } = await load.run({
        port,
        connections: CONNECTIONS,
        durationMs,
        rate: COUNTED_RATE,
        traffic,
      });
      answered += answers;
    }
    return answered;
  };
  const readCounts = async (): Promise<Counts> => {
    const address = `http://127.0.0.1:${port}/bench/counts?site=${BENCH_SITE}&shards=${shards}`;
    return (await (await fetch(address)).json()) as Counts;
  };
  const rowsDuring = async (work: () => Promise<number>): Promise<RowsWritten> => {
    const before = await readCounts();
    const requests = await work();
    const after = await readCounts();
    const byStatement = Object.entries(after.written)
      .map(([name, rows]) => [name, (rows - (before.written[name] ?? 0)) / requests] as const)
      .filter(([, rows]) => rows > 0)
      .toSorted(([, a], [, b]) => b - a);
    return {
      requests,
      byStatement,
      rowsEach: sum(byStatement.map(([, rows]) => rows)),
      rowsReadEach: (after.rowsRead - before.rowsRead) / requests,
      callsEach: (sum(Object.values(after.calls)) - sum(Object.values(before.calls))) / requests,
    };
  };
  const setClock = async (now: number): Promise<void> => {
    const { ok, status } = await fetch(`http://127.0.0.1:${port}/v1/clock`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ now }),
    });
    if (!ok) throw new Error(`the clock did not move: ${status}`);
  };
  return {
    ask: createAsk(`http://127.0.0.1:${port}`, ADMIN_KEY),
    cookiesOf: (visitors) => signCookies(visitors, SECRET),
    count: (traffic, wanted) => rowsDuring(() => send(traffic, wanted)),
    rowsDuring,
    setClock,
    objects: objectsIn(folder),
    stop: () => server.stop(),
  };
};

/** Which statements wrote the rows, for a note. */
export const statementsOf = ({ requests, byStatement }: RowsWritten): string => {
  const parts = byStatement.map(([name, rows]) => `${name} ${rows.toFixed(3)}`);
  return `${parts.join(", ")} (over ${requests.toLocaleString("en")})`;
};
