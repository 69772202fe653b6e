import { type Instance, type InstanceOptions, startInstance } from "../../scripts/instance.ts";
import { freePort } from "./workerd.ts";

/** Of every instance that a benchmark starts. */
export const ADMIN_KEY = "bench-admin-key";

/** The product as it is run, on a free port. */
export const startHalley = async (
  dataFolder: string,
  visitorShards: number,
  more: Pick<InstanceOptions, "trustProxy"> = {},
): Promise<{ readonly instance: Instance; readonly port: number }> => {
  const port = await freePort();
  const instance = await startInstance({
    port,
    dataFolder,
    adminKey: ADMIN_KEY,
    visitorShards,
    contactShards: 1,
    ...more,
  });
  return { instance, port };
};
