import { DAY_MS, MINUTE_MS } from "./limits.ts";

/** Answers to requests with an `Idempotency-Key` are kept this long, and at most this many of a site; the oldest go first. */
export const ANSWER_LIFE_MS = DAY_MS;
export const ANSWERS_KEPT_MAX = 1_000;
/** All of them together, and one, as they are stored. A row of a database takes 2 MB. */
export const ANSWERS_LENGTH_MAX = 20_000_000;
export const ANSWER_MAX_LENGTH = 1_400_000;
/** A request that was begun so long ago and never answered has died on the way. */
export const ANSWER_ABANDONED_MS = MINUTE_MS;
/** Requests of one key, by one isolate's count. */
export const REQUESTS_PER_MINUTE_DEFAULT = 60_000;
export const REQUESTS_PER_MINUTE_MAX = 10_000_000;
/** Keys whose requests an isolate counts at the same time. */
export const BUCKETS_MAX = 10_000;
