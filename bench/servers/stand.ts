import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll } from "../../scripts/build.ts";
import type { Instance } from "../../scripts/instance.ts";
import { signCookies } from "../collect/cookies.ts";
import { type Ask, createAsk } from "../collect/site-admin.ts";
import { type Load, startLoad } from "../load/load.ts";
import type { SignedCookies } from "../load/request-source.ts";
import { startBaseline } from "./baseline.ts";
import { ADMIN_KEY, startHalley } from "./halley.ts";
import type { Server } from "./workerd.ts";

/** The product as it is run, the runtime without it, and what loads both. */
export interface Stand {
  /** For what a benchmark writes; it is gone afterwards. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly baseline: Server;
  readonly instance: Instance;
  /** Of the instance. */
  readonly port: number;
  readonly load: Load;
  readonly ask: Ask;
  cookiesOf(visitors: readonly string[]): Promise<SignedCookies>;
}

export const startStand = async (shards: number, cleanUp: AsyncDisposableStack): Promise<Stand> => {
  const folder = await mkdtemp(path.join(tmpdir(), "halley-bench-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const baselineFolder = path.join(folder, "baseline");
  const dataFolder = path.join(folder, "halley");
  await mkdir(baselineFolder);
  await buildAll();
  const baseline = await startBaseline(baselineFolder);
  cleanUp.defer(() => baseline.stop());
  const { instance, port } = await startHalley(dataFolder, shards);
  cleanUp.defer(() => instance.stop());
  const load = startLoad();
  cleanUp.defer(() => load.stop());
  const secret = async (): Promise<string> =>
    process.env["HALLEY_SECRET"] ?? (await readFile(path.join(dataFolder, "secret"), "utf8")).trim();
  return {
    folder,
    dataFolder,
    baseline,
    instance,
    port,
    load,
    ask: createAsk(instance.origin, ADMIN_KEY),
    cookiesOf: async (visitors) => signCookies(visitors, await secret()),
  };
};
