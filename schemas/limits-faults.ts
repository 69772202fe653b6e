import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./limits.ts";

/**
 * A request waits this long for one answer of one object. Every call is a page or a slice, and takes milliseconds; the
 * platform resets an object that blocks for 30 s, so that the next try finds it well.
 */
export const OBJECT_CALL_MAX_MS = 20 * SECOND_MS;

/** A timer whose work fails is tried again this much later, alone. */
export const FAILED_TIMER_RETRY_MS = HOUR_MS;

/** Background work that fails as a whole is left alone so long, and after each further failure for twice as long. */
export const JOB_RETRY_MS = 5 * SECOND_MS;
/** No longer does anything wait that is tried again ever later: whoever it waits for may be back. */
export const RETRY_WAIT_MAX_MS = 10 * MINUTE_MS;
