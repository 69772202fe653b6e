import { HERO_PATH } from "./shop-page.ts";

/** One request as the server saw it on its socket. */
export interface Exchange {
  readonly path: string;
  /** Milliseconds since the epoch, when it was there. */
  readonly at: number;
  /** Bytes on the wire with their headers, as they were encoded. */
  readonly received: number;
  readonly sent: number;
  readonly status: number;
}

export interface Traffic {
  readonly requests: number;
  readonly bytes: number;
}

/** What the page itself asks for, with or without a script of anybody's. */
const PAGE_PATHS: ReadonlySet<string> = new Set(["/", HERO_PATH]);

/** What a script brought and sent until a moment: all that the page alone would not have asked for. */
export const trafficUntil = (exchanges: readonly Exchange[], until: number): Traffic => {
  const own = exchanges.filter(({ path, at }) => at <= until && !PAGE_PATHS.has(path));
  return {
    requests: own.length,
    bytes: own.reduce((sum, { received, sent }) => sum + received + sent, 0),
  };
};

/** Splits what a socket has counted so far into what each of its requests took, which follow one another. */
export const countSocket = (): ((read: number, written: number) => { received: number; sent: number }) => {
  let before = { read: 0, written: 0 };
  return (read, written) => {
    const difference = { received: read - before.read, sent: written - before.written };
    before = { read, written };
    return difference;
  };
};
