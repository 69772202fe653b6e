import { MINUTE_MS, SECOND_MS } from "./limits.ts";

/*
 * What one isolate works on at the same time. Beyond it requests are refused at once: whoever waits longer gives up anyway.
 */

/** Requests of browsers under way: one or two seconds of work at the rate of one machine. */
export const VISITOR_REQUESTS_MAX = 2_048;
/** Their bodies together. Parsed, a body takes several times its length. */
export const VISITOR_BODIES_MAX_BYTES = 16_777_216;

/** Pages on which visitors see to their own rights; kept free of the requests above. */
export const RIGHTS_REQUESTS_MAX = 128;
export const RIGHTS_BODIES_MAX_BYTES = 1_048_576;

/** Events and decisions of servers. Four bodies of the greatest length fit in. */
export const SERVER_REQUESTS_MAX = 512;
export const SERVER_BODIES_MAX_BYTES = 16_777_216;

/** All other requests: configuration, exports, reports, access and erasure. */
export const OPERATOR_REQUESTS_MAX = 512;
export const OPERATOR_BODIES_MAX_BYTES = 16_777_216;

/** A request whose body is not here by then does not count until it is: else a few hundred that drip would shut out all others. */
export const SLOW_BODY_MS = 10 * SECOND_MS;
/** What is under way for longer was ended by the runtime. */
export const PLACE_LIFE_MS = MINUTE_MS;

/** Batches and decisions that one shard works on at the same time, whichever isolates send them. */
export const SHARD_PIECES_MAX = 5_000;
