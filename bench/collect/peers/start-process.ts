import { spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

/** A process of a peer, ended with the benchmark however that ends. */
export const startProcess = (
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "uid" | "gid">,
  cleanUp: AsyncDisposableStack,
): void => {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "ignore"] });
  const ended = once(child, "exit");
  const killNow = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killNow);
  cleanUp.defer(async () => {
    // PostgreSQL does not wait for its clients after this signal.
    child.kill("SIGINT");
    await ended;
    process.off("exit", killNow);
  });
};
