/**
 * US dollars, Workers Paid plan, November 2026. What the plan includes is not taken off.
 * Source: developers.cloudflare.com/workers/platform/pricing and developers.cloudflare.com/durable-objects/platform/pricing.
 */
export const PRICES = {
  workerRequest: 0.3 / 1e6,
  workerCpuMs: 0.02 / 1e6,
  objectRequest: 0.15 / 1e6,
  rowWritten: 1 / 1e6,
  rowRead: 0.001 / 1e6,
  /** While an object is awake, whatever it does. */
  gigabyteSecond: 12.5 / 1e6,
  gigabyteMonth: 0.2,
} as const;

/** What an object that is awake counts, whatever it uses. */
export const OBJECT_GIGABYTES = 0.128;
