import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Target } from "../../load/rounds.ts";
import { freePort, waitUntilAnswering } from "../../servers/workerd.ts";
import { isPackageInstalled } from "../../installed-package.ts";
import { startPostgres } from "./postgres.ts";
import { startProcess } from "./start-process.ts";

const SQLITE = "Hono on Node + better-sqlite3 (WAL, FULL)";
const POSTGRES = "Hono on Node + PostgreSQL";
const server = fileURLToPath(new URL("hono-server.ts", import.meta.url));

export type Peer = Pick<Target, "name" | "port">;

export interface Peers {
  readonly peers: readonly Peer[];
  readonly notes: readonly string[];
}

/** Collectors without rules that store each event and answer after the commit, where what they need is installed. */
export const startPeers = async (folder: string, cleanUp: AsyncDisposableStack): Promise<Peers> => {
  const start = async (name: string, kind: string, place: string): Promise<Peer> => {
    const port = await freePort();
    startProcess(process.execPath, [server, kind, place, String(port)], {}, cleanUp);
    await waitUntilAnswering(`http://127.0.0.1:${port}/readyz`);
    return { name, port };
  };
  const hasHono = await isPackageInstalled("@hono/node-server");
  const hasSqlite = hasHono && (await isPackageInstalled("better-sqlite3"));
  const address = hasHono && (await isPackageInstalled("pg")) ? await startPostgres(cleanUp) : null;
  const peers: Peer[] = [];
  if (hasSqlite) peers.push(await start(SQLITE, "sqlite", path.join(folder, "peer.sqlite")));
  if (address !== null) peers.push(await start(POSTGRES, "postgres", address));
  const missing = [...(hasSqlite ? [] : [SQLITE]), ...(address === null ? [POSTGRES] : [])];
  return {
    peers,
    notes: [
      "the peers store events and answer after the commit; they check nothing, have no consent, profiles or audiences",
      ...missing.map((name) => `not beside ${name}: not installed`),
    ],
  };
};
