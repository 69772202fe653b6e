import { RETRY_WAIT_MAX_MS } from "../../schemas/limits-faults.ts";

/** How long to wait before the next try, after so many failed ones: twice as long each time, up to a bound. */
export const growingWait = (firstMs: number, failures: number): number =>
  Math.min(firstMs * 2 ** failures, RETRY_WAIT_MAX_MS);
