import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { postgresVersion } from "./collect/peers/postgres.ts";

const PEERS = ["hono", "@hono/node-server", "better-sqlite3", "pg"];
const require = createRequire(import.meta.url);

const packageVersion = (name: string): string | null => {
  try {
    // Read as a file: packages with a list of exports do not let their description be imported.
    const text = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return null; // Not installed.
  }
};

export const isPackageInstalled = (name: string): boolean => {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
};

/** What runs beside the product; null where it is not installed. */
export const peerVersions = async () => ({
  sqlite_of_node: process.versions["sqlite"] ?? null,
  ...Object.fromEntries(PEERS.map((name) => [name, packageVersion(name)])),
  postgresql: await postgresVersion(),
});
