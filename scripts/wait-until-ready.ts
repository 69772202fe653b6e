import type { ChildProcess } from "node:child_process";

const POLL_MS = 25;
const START_MAX_MS = 60_000;

/** Resolves when the instance at `origin` can commit; rejects when its process ends or nothing happens in time. */
export const waitUntilReady = async (origin: string, child: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MAX_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the process ended with code ${child.exitCode}`);
    const isReady = await fetch(`${origin}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`not ready after ${START_MAX_MS} ms`);
};
