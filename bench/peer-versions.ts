import { postgresVersion } from "./collect/peers/postgres.ts";
import { packageVersion } from "./installed-package.ts";

const PEERS = ["hono", "@hono/node-server", "better-sqlite3", "pg"];

/** What runs beside the product; null where it is not installed. */
export const peerVersions = async () => {
  const versions = PEERS.map(async (name) => [name, await packageVersion(name)] as const);
  return {
    sqlite_of_node: process.versions["sqlite"] ?? null,
    ...Object.fromEntries(await Promise.all(versions)),
    postgresql: await postgresVersion(),
  };
};
