import { DAY_MS, DELIVERY_AGE_MAX_MS, RETRY_AFTER_MAX_MS } from "../../schemas/limits.ts";
import type { Failed } from "./delivery.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Waits after the first failure, the second, …: the example schedule of Standard Webhooks, three days in all.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
] as const;

/** Up to this share of a wait is taken off, so that what failed together does not come back together. */
const JITTER_SHARE = 0.1;

export interface FailedTry extends Pick<Failed, "retryAfterMs"> {
  readonly createdAt: number;
  readonly failedAt: number;
  /** This one included; 1 or more. */
  readonly failures: number;
}

/** When to try again; null for never. `jitter` is from 0 to 1: a wait is never longer than the schedule says. */
export const nextTryAt = (
  { createdAt, failedAt, failures, retryAfterMs }: FailedTry,
  jitter: number,
): number | null => {
  if (failedAt >= createdAt + DELIVERY_AGE_MAX_MS) return null;
  const waitMs = Math.round((WAITS_MS[failures - 1] ?? DAY_MS) * (1 - JITTER_SHARE * jitter));
  return failedAt + Math.max(waitMs, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
};
