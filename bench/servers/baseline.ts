import { mkdir } from "node:fs/promises";
import path from "node:path";
import { bundleWorker } from "./bundle.ts";
import { freePort, type Server, startWorkerd } from "./workerd.ts";

const configFor = (
  dataFolder: string,
  port: number,
): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "baseline", worker = .baseline),
    (name = "data", disk = (path = ${JSON.stringify(dataFolder)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "baseline")],
);
const baseline :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "EMPTY", durableObjectNamespace = "Empty")],
  durableObjectNamespaces = [(className = "Empty", uniqueKey = "empty", enableSql = true)],
  durableObjectStorage = (localDisk = "data"),
);
`;

/** The runtime without the product: what it does at best on this machine at this moment. */
export const startBaseline = async (folder: string): Promise<Server> => {
  const objects = path.join(folder, "objects");
  await mkdir(objects, { recursive: true });
  await bundleWorker("baseline/index.ts", path.join(folder, "index.js"));
  const port = await freePort();
  return startWorkerd(folder, configFor(objects, port), port, "/bare");
};
