import { mkdir } from "node:fs/promises";
import path from "node:path";
import { workerdConfig } from "../../scripts/workerd-config.ts";
import { bundleWorker } from "./bundle.ts";
import { freePort, type Server, startWorkerd } from "./workerd.ts";

export interface CountingOptions {
  readonly folder: string;
  readonly adminKey: string;
  readonly secret: string;
  readonly shards: number;
  /** Time moves only where it is told to. */
  readonly isClockManual: boolean;
}

/** Where its databases are. */
export const objectsIn = (folder: string): string => path.join(folder, "objects");

/** The product with a storage that counts rows; too slow a twin to measure anything else. */
export const startCounting = async (options: CountingOptions): Promise<Server> => {
  const { folder, adminKey, secret, shards, isClockManual } = options;
  const objects = objectsIn(folder);
  await mkdir(objects, { recursive: true });
  await bundleWorker("counting/index.ts", path.join(folder, "index.js"));
  const port = await freePort();
  const config = workerdConfig({
    module: "index.js",
    dataFolder: objects,
    address: `127.0.0.1:${port}`,
    variables: {
      ADMIN_KEY: adminKey,
      HALLEY_SECRET: secret,
      REGION_SOURCE: "none",
      VISITOR_SHARDS: String(shards),
      CONTACT_SHARDS: "1",
      ...(isClockManual ? { CLOCK: "manual" } : {}),
    },
  });
  return startWorkerd(folder, config, port, "/readyz");
};
