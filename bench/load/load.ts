import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Driven } from "./drive.ts";
import type { LoadAnswer, LoadOrder } from "./load-worker.ts";

/** Sends load from a thread of its own, so that nothing else this process does slows it down. */
export interface Load {
  run(order: LoadOrder): Promise<Driven>;
  stop(): Promise<void>;
}

export const startLoad = (): Load => {
  const worker = new Worker(new URL("load-worker.ts", import.meta.url));
  return {
    run: async (order) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(order);
      const [answer] = (await once(worker, "message")) as [LoadAnswer];
      if (answer.kind === "failed") throw new Error(answer.message);
      return answer.driven;
    },
    stop: async () => {
      await worker.terminate();
    },
  };
};
