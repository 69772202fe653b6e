import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { DAY_MS } from "../schemas/limits.ts";
import { buildBanner } from "./build-banner.ts";
import { buildSnippet, INLINE_STUB, withWatch, wrapSnippet } from "./build-snippet.ts";
import { WITHOUT_QUEUE } from "./without-queue.ts";

export interface PartSize {
  part: string;
  raw: number;
  gzip: number;
  brotli: number;
  /** Bytes of brotli, or of raw text for what is never compressed by itself. */
  ceiling: number | null;
  measured: number;
}

/** A site in a region where visitors are asked first: what most answers look like. */
const TYPICAL = { site: "demo", granted: [], gpc: true, ask: true, reask_ms: 180 * DAY_MS };
const TYPICAL_SETTINGS = JSON.stringify(TYPICAL);
const WATCHED_SETTINGS = JSON.stringify({
  ...TYPICAL,
  hear: { tcf: "deny", google: "hear", region: "DE", gpc: false },
});

/**
 * The core without its queue stays below the 1,607 B of a snippet that only counts views, the whole core below the 2,356 B
 * of one that has no queue, and everything on the worst page below the 3,407 B of another's single script.
 */
const CEILINGS = { stub: 120, coreWithoutQueue: 1_600, core: 2_300, everything: 3_400 };

/** A line of every served script, and what a page loads more that has a consent tool or placements, or asks for push messages. */
const WATCHED_CEILINGS = {
  watch: 750,
  adapter: 1_750,
  placements: 1_000,
  push: 1_000,
  cart: 500,
  serviceWorker: 600,
};

/** All that a page loads to show a creative of the author's HTML: the script with its line, and three files. */
const HTML_CREATIVE_CEILING = 5_200;

/** Served one after the other, and only as far as a page needs them. */
const PLACEMENTS_FILES: Readonly<Record<string, string>> = {
  p: "placements",
  c: "creatives",
  r: "frame, close",
  a: "audiences",
};

/** What a page without a consent tool loads more: a line of the served script where visitors may be asked, and the banner. */
const BANNER_CEILINGS = { loader: 450, banner: 3_072 };
const TYPICAL_BANNER_SETTINGS = JSON.stringify({
  policy: "https://shop.example/privacy",
  gpc: true,
  signal: false,
});

const brotliOf = (text: string): number =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const measure = (part: string, texts: string[], ceiling: number | null = null): PartSize => {
  const sum = (size: (text: string) => number): number =>
    texts.reduce((total, text) => total + size(text), 0);
  const brotli = sum(brotliOf);
  return {
    part,
    raw: sum((text) => Buffer.byteLength(text)),
    gzip: sum((text) => gzipSync(text, { level: 9 }).length),
    brotli,
    ceiling,
    measured: brotli,
  };
};

/** Sizes of all parts as they are served. */
export const measureSnippet = async (): Promise<PartSize[]> => {
  const [whole, lean] = await Promise.all([buildSnippet(), buildSnippet(WITHOUT_QUEUE)]);
  const chunks = Object.entries(whole.chunks);
  const core = wrapSnippet(TYPICAL_SETTINGS, whole.core);
  const stub = measure("inline stub (raw)", [INLINE_STUB], CEILINGS.stub);
  return [
    { ...stub, measured: stub.raw },
    measure("core without queue", [wrapSnippet(TYPICAL_SETTINGS, lean.core)], CEILINGS.coreWithoutQueue),
    measure("core", [core], CEILINGS.core),
    ...chunks.map(([name, code]) => measure(`chunk ${name}`, [code])),
    measure("everything loaded", [core, ...chunks.map(([, code]) => code)], CEILINGS.everything),
  ];
};

/** Sizes of what only some pages need: the watch as part of the served script, and what it loads. */
export const measureWatched = async (): Promise<PartSize[]> => {
  const { core, watch, adapter, placements, push, cart, serviceWorker } = await buildSnippet();
  const without = wrapSnippet(TYPICAL_SETTINGS, core);
  const whole = wrapSnippet(WATCHED_SETTINGS, withWatch({ core, watch }));
  const line = measure("watch (in script)", [watch], WATCHED_CEILINGS.watch);
  const brotli = brotliOf(whole) - brotliOf(without);
  const shown = Object.entries(placements).flatMap(([name, code]) => (/^[pcr]/.test(name) ? [code] : []));
  return [
    { ...line, brotli, measured: brotli },
    ...Object.entries(adapter).map(([name, code]) =>
      measure(`adapter ${name}`, [code], WATCHED_CEILINGS.adapter),
    ),
    ...Object.entries(placements).map(([name, code]) =>
      measure(`${PLACEMENTS_FILES[name[0]!]} ${name}`, [code], WATCHED_CEILINGS.placements),
    ),
    measure("page with an HTML creative", [whole, ...shown], HTML_CREATIVE_CEILING),
    ...Object.entries(push).map(([name, code]) => measure(`push ${name}`, [code], WATCHED_CEILINGS.push)),
    ...Object.entries(cart).map(([name, code]) => measure(`cart ${name}`, [code], WATCHED_CEILINGS.cart)),
    measure("service worker", [wrapSnippet("{}", serviceWorker)], WATCHED_CEILINGS.serviceWorker),
  ];
};

/** Sizes of the default banner: its loader as part of the served script, and the file of each language. */
export const measureBanner = async (): Promise<PartSize[]> => {
  const [{ core }, banner] = await Promise.all([buildSnippet(), buildBanner()]);
  const without = wrapSnippet(TYPICAL_SETTINGS, core);
  const line = `\n${wrapSnippet(TYPICAL_BANNER_SETTINGS, banner.loader)}`;
  const loader = measure("banner loader (in script)", [line], BANNER_CEILINGS.loader);
  const brotli = brotliOf(without + line) - brotliOf(without);
  return [
    { ...loader, brotli, measured: brotli },
    ...Object.entries(banner.names).map(([language, name]) =>
      measure(`banner ${language}`, [banner.chunks[name]!], BANNER_CEILINGS.banner),
    ),
  ];
};

const row = (cells: (string | number)[]): string =>
  cells.map((cell, index) => (index === 0 ? `${cell}`.padEnd(28) : `${cell}`.padStart(9))).join("");

if (import.meta.main) {
  const parts = [...(await measureSnippet()), ...(await measureWatched()), ...(await measureBanner())];
  console.log(row(["part (bytes)", "raw", "gzip -9", "brotli 11", "ceiling"]));
  for (const { part, raw, gzip, brotli, ceiling } of parts)
    console.log(row([part, raw, gzip, brotli, ceiling ?? ""]));
  const over = parts.filter(({ measured, ceiling }) => ceiling !== null && measured > ceiling);
  for (const { part, measured, ceiling } of over)
    console.error(`${part}: ${measured} is over the ceiling of ${ceiling}`);
  process.exitCode = over.length > 0 ? 1 : 0;
}
