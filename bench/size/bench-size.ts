import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSnippet, wrapSnippet } from "../../scripts/build-snippet.ts";
import { TYPICAL_SETTINGS } from "../../scripts/size.ts";
import { type Figure, figureOf, type Outcome } from "../figure.ts";
import { type Peer, PEERS } from "./peers.ts";

interface Weight {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

const weigh = (text: string | Buffer): Weight => ({
  raw: Buffer.byteLength(text),
  gzip: gzipSync(text, { level: 9 }).length,
  brotli: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
});

const sum = (weights: readonly Weight[]): Weight =>
  weights.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }));

/** The parts as they are served, and all that a page with every feature loads. */
const weighOwn = async (): Promise<Map<string, Weight>> => {
  const { core, chunks, inlineStub } = await buildSnippet();
  const parts = new Map([["halley core", weigh(wrapSnippet(TYPICAL_SETTINGS, core))]]);
  for (const [name, code] of Object.entries(chunks)) parts.set(`halley chunk ${name}`, weigh(code));
  parts.set("halley everything", sum([...parts.values()]));
  return parts.set("halley inline stub", weigh(inlineStub));
};

const weighPeer = async ({ file, raw, gzip, brotli }: Peer): Promise<{ weight: Weight; how: string }> => {
  if (file !== undefined) {
    const path = fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url));
    const shipped = await readFile(path).catch(() => null);
    if (shipped !== null) return { weight: weigh(shipped), how: "weighed now" };
  }
  return { weight: { raw, gzip, brotli }, how: "published" };
};

const figuresOf = (name: string, { raw, gzip, brotli }: Weight): Figure[] => [
  figureOf(`${name}, raw`, "B", [raw]),
  figureOf(`${name}, gzip -9`, "B", [gzip]),
  figureOf(`${name}, brotli 11`, "B", [brotli]),
];

/** Bytes of the snippet beside those of other products. */
export const benchSize = async (): Promise<Outcome> => {
  const own = await weighOwn();
  const coreBytes = own.get("halley core")?.brotli ?? Number.NaN;
  const figures = [...own].flatMap(([name, weight]) => figuresOf(name, weight));
  for (const peer of PEERS) {
    const { weight, how } = await weighPeer(peer);
    const value = weight.brotli;
    figures.push({
      ...figureOf(`${peer.name} [${peer.has}], brotli 11, ${how}`, "B", [value]),
      baselines: [
        {
          name: "halley core",
          median: coreBytes,
          ratio: { median: value / coreBytes, min: value / coreBytes, max: value / coreBytes },
        },
      ],
    });
  }
  return {
    figures,
    notes: [
      "has: S automatic single-page views, M views by call, C custom events, $ cart verbs, G consent gate,",
      "  Q queue that survives a page load, R retry, I identify, F forms, B batching, O on-site creatives",
      "halley's core has S C $ G Q R I B; its chunks add F and the data layer",
      "published: weighed in November 2026, see bench/size/peers.ts; weighed now where the npm package is installed",
    ],
  };
};
