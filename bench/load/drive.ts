import { Connection } from "./connection.ts";
import { quantileOf } from "./quantile.ts";
import type { RequestSource } from "./request-source.ts";

export interface DriveOptions {
  readonly port: number;
  readonly source: RequestSource;
  readonly connections: number;
  readonly durationMs: number;
  /** Requests per second whatever the answers do; null sends the next as soon as the last is answered. */
  readonly rate: number | null;
}

export interface Driven {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: number;
  /** What the source looked for in the answers, a second; 0 where it looks for nothing. */
  readonly foundPerSecond: number;
}

const TICK_MS = 1;

/** Loads a port for a while. Latency counts from when a request was due, not from when a connection was free for it. */
export const drive = ({ port, source, connections, durationMs, rate }: DriveOptions): Promise<Driven> =>
  new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const dueAt: number[] = [];
    const waiting: number[] = [];
    const idle: number[] = [];
    const all: Connection[] = [];
    let sent = 0;
    let underWay = 0;
    const startedAt = performance.now();
    const endAt = startedAt + durationMs;
    const send = (connection: number, due: number): void => {
      dueAt[connection] = due;
      underWay++;
      all[connection]?.send(source.next(connection));
    };
    const finish = (error?: Error): void => {
      for (const connection of all) connection.close();
      if (error !== undefined) {
        reject(error);
        return;
      }
      const sorted = Float64Array.from(latencies).toSorted();
      const seconds = (performance.now() - startedAt) / 1_000;
      const perSecond = latencies.length / seconds;
      const foundPerSecond = (source.found?.() ?? 0) / seconds;
      const [p50Ms, p99Ms] = [quantileOf(sorted, 0.5), quantileOf(sorted, 0.99)];
      resolve({ perSecond, p50Ms, p99Ms, answers: latencies.length, foundPerSecond });
    };
    const onAnswer = (connection: number, status: number, body: string): void => {
      const now = performance.now();
      underWay--;
      if (status !== 200 || !source.hear(connection, body)) {
        finish(new Error(`answer ${status}: ${body.slice(0, 200)}`));
        return;
      }
      latencies.push(now - (dueAt[connection] ?? now));
      if (now >= endAt) {
        if (underWay === 0) finish();
        return;
      }
      const due = rate === null ? now : waiting.shift();
      if (due === undefined) idle.push(connection);
      else send(connection, due);
    };
    const tick = (pace: number): void => {
      const now = performance.now();
      if (now >= endAt) {
        if (underWay === 0) finish();
        return;
      }
      for (const due = Math.floor(((now - startedAt) * pace) / 1_000); sent < due; sent++) {
        const at = startedAt + (sent * 1_000) / pace;
        const connection = idle.pop();
        if (connection === undefined) waiting.push(at);
        else send(connection, at);
      }
      setTimeout(tick, TICK_MS, pace);
    };
    for (let index = 0; index < connections; index++) {
      all.push(new Connection(port, ({ status, body }) => onAnswer(index, status, body), finish));
      if (rate === null) send(index, performance.now());
      else idle.push(index);
    }
    if (rate !== null) tick(rate);
  });
