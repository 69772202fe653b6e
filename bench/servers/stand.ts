import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Instance } from "../../scripts/instance.ts";
import { signCookies } from "../collect/cookies.ts";
import { type Ask, createAsk } from "../collect/site-admin.ts";
import { type Load, startLoad } from "../load/load.ts";
import type { SignedCookies } from "../load/request-source.ts";
import { allStarted } from "./all-started.ts";
import { startBaseline } from "./baseline.ts";
import { buildOnce } from "./build-once.ts";
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
  const startWithout = async (): Promise<Server> => {
    const baseline = await startBaseline(baselineFolder);
    cleanUp.defer(() => baseline.stop());
    return baseline;
  };
  const startProduct = async (): ReturnType<typeof startHalley> => {
    await buildOnce();
    const started = await startHalley(dataFolder, shards);
    cleanUp.defer(() => started.instance.stop());
    return started;
  };
  const [baseline, { instance, port }] = await allStarted([startWithout(), startProduct()]);
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
