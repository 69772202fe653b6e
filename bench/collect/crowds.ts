import { rm } from "node:fs/promises";
import path from "node:path";
import type { Instance } from "../../scripts/instance.ts";
import type { SignedCookies } from "../load/request-source.ts";
import { startHalley } from "../servers/halley.ts";
import type { Stand } from "../servers/stand.ts";
import { growInstance } from "./grow.ts";
import { createVisitors } from "./population.ts";

/** So many of a crowd are asked for: more than beacons are sent, from all parts of the files. */
const ADDRESSED_MAX = 100_000;

/** An instance that holds so many profiles. */
export interface Crowd {
  readonly size: number;
  readonly instance: Instance;
  readonly dataFolder: string;
  readonly port: number;
  readonly cookies: SignedCookies;
}

export interface CrowdOptions {
  readonly shards: number;
  readonly report: (progress: string) => void;
  readonly cleanUp: AsyncDisposableStack;
}

/**
 * Instances of several sizes side by side, so that they are measured in turn. Each is a copy of the stand's own, which
 * was stopped and holds the first of the visitors.
 */
export const startCrowds = async (
  stand: Stand,
  sizes: readonly number[],
  templates: number,
  { shards, report, cleanUp }: CrowdOptions,
): Promise<Crowd[]> => {
  const everybody = createVisitors(Math.max(...sizes), shards);
  const crowds: Crowd[] = [];
  for (const size of sizes) {
    report(`storing ${size.toLocaleString("en")} visitors`);
    const dataFolder = path.join(stand.folder, `crowd-${size}`);
    await growInstance(stand.dataFolder, dataFolder, everybody.slice(templates, size));
    const { instance, port } = await startHalley(dataFolder, shards);
    cleanUp.defer(async () => {
      await instance.stop("SIGKILL");
      await rm(dataFolder, { recursive: true, force: true });
    });
    const addressed = everybody.slice(Math.max(0, size - ADDRESSED_MAX), size);
    crowds.push({ size, instance, dataFolder, port, cookies: await stand.cookiesOf(addressed) });
  }
  return crowds;
};
