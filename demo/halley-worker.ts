import type worker from "../worker/index.ts";

/** The Worker that this shop runs beside, as far as the shop uses it. */
export type HalleyWorker = Pick<typeof worker, "fetch">;
export type HalleyEnv = Parameters<HalleyWorker["fetch"]>[1];
