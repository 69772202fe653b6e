import { parentPort } from "node:worker_threads";
import { createBeaconSource } from "./beacon-source.ts";
import { createDecideSource } from "./decide-source.ts";
import { drive, type Driven } from "./drive.ts";
import { createGetSource } from "./get-source.ts";
import type { RequestSource, Traffic } from "./request-source.ts";

/** One measurement that the load worker is asked for. */
export interface LoadOrder {
  readonly port: number;
  readonly traffic: Traffic;
  readonly connections: number;
  readonly durationMs: number;
  readonly rate: number | null;
}

export type LoadAnswer =
  | { readonly kind: "driven"; readonly driven: Driven }
  | { readonly kind: "failed"; readonly message: string };

const createSource = (traffic: Traffic): RequestSource => {
  switch (traffic.kind) {
    case "get":
      return createGetSource(traffic.path, traffic.goodAnswer);
    case "beacons":
      return createBeaconSource(traffic);
    case "decides":
      return createDecideSource(traffic);
  }
};

const answer = (message: LoadAnswer): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(message);
};

parentPort?.on("message", (order: LoadOrder) => {
  drive({ ...order, source: createSource(order.traffic) }).then(
    (driven) => answer({ kind: "driven", driven }),
    (error: unknown) => answer({ kind: "failed", message: String(error) }),
  );
});
