import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that a benchmark started. */
export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** A port that nobody listens on now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a listening socket has a port");
  return address.port;
};

const POLL_MS = 25;
const POLLS_MAX = 400;

/** Resolves when a server that was just started answers 200. */
export const waitUntilAnswering = async (url: string): Promise<void> => {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const isThere = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isThere) return;
    await sleep(POLL_MS);
  }
  throw new Error(`nothing answers at ${url}`);
};

/** Runs a workerd configuration from a folder; `probe` is a path that answers 200. */
export const startWorkerd = async (
  folder: string,
  config: string,
  port: number,
  probe: string,
): Promise<Server> => {
  const file = path.join(folder, "workerd.capnp");
  await writeFile(file, config, { mode: 0o600 });
  const { default: binary } = createRequire(import.meta.url)("workerd") as { default: string };
  const child = spawn(binary, ["serve", file], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  // For an end of this process that comes before anybody could call `stop`.
  const killNow = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    process.off("exit", killNow);
  };
  try {
    await waitUntilAnswering(`http://127.0.0.1:${port}${probe}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
};
