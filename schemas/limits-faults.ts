import { HOUR_MS, SECOND_MS } from "./limits.ts";

/**
 * A request waits this long for one answer of one object. Every call is a page or a slice, and takes milliseconds; the
 * platform resets an object that blocks for 30 s, so that the next try finds it well.
 */
export const OBJECT_CALL_MAX_MS = 20 * SECOND_MS;

/** A timer whose work fails is tried again this much later, alone. */
export const FAILED_TIMER_RETRY_MS = HOUR_MS;
