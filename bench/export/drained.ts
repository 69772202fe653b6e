import { get } from "node:http";
import type { Readable } from "node:stream";

export interface Drained {
  readonly bytes: number;
  readonly lines: number;
  readonly seconds: number;
}

const LINE_FEED = 10;

const linesIn = (chunk: Uint8Array): number => {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
};

/** Reads everything and keeps nothing: what receives an export and a dump is the same. */
export const drain = async (source: Readable, startedAt: number): Promise<Drained> => {
  let bytes = 0;
  let lines = 0;
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    lines += linesIn(chunk);
  }
  return { bytes, lines, seconds: (performance.now() - startedAt) / 1_000 };
};

/** Reads the answer to a request. */
export const drainUrl = (url: string, key: string): Promise<Drained> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    get(url, { headers: { authorization: `Bearer ${key}` }, agent: false }, (answer) => {
      if (answer.statusCode === 200) resolve(drain(answer, startedAt));
      else reject(new Error(`${url} answered ${answer.statusCode}`));
    }).on("error", reject);
  });
