import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { measureBanner, measureSnippet, measureWatched } from "../../scripts/size.ts";
import { type Baseline, baselineOf, type Figure, figureOf, type Outcome } from "../figure.ts";
import { installedFile } from "../installed-package.ts";
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

const weighPeer = async (
  peer: Peer,
): Promise<{ weight: Weight; how: string; version: string | undefined }> => {
  const installed = peer.file === undefined ? null : await installedFile(peer.file);
  if (installed === null) return { weight: peer, how: "published", version: peer.version };
  return { weight: weigh(await readFile(installed.path)), how: "weighed now", version: installed.version };
};

const figuresOf = (
  name: string,
  { raw, gzip, brotli }: Weight,
  baselines: readonly Baseline[] = [],
): Figure[] => [
  figureOf(`${name}, raw`, "B", [raw]),
  figureOf(`${name}, gzip -9`, "B", [gzip]),
  figureOf(`${name}, brotli 11`, "B", [brotli], baselines),
];

/** Bytes of the snippet beside those of other products. */
export const benchSize = async (): Promise<Outcome> => {
  const parts = [...(await measureSnippet()), ...(await measureWatched()), ...(await measureBanner())];
  const coreBytes = parts.find(({ part }) => part === "core")?.brotli ?? Number.NaN;
  const figures = parts.flatMap((part) => figuresOf(`halley ${part.part}`, part));
  for (const peer of PEERS) {
    const { weight, how, version = "" } = await weighPeer(peer);
    const named = [peer.name, version, `[${peer.has}], ${how}`].filter(Boolean).join(" ");
    figures.push(...figuresOf(named, weight, [baselineOf("halley core", [weight.brotli], [coreBytes])]));
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
