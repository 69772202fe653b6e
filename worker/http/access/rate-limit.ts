import { BUCKETS_MAX } from "../../../schemas/limits-api.ts";
import { type Taken, TokenBuckets } from "../../domain/token-bucket.ts";
import { Refusal } from "../refusal.ts";

/**
 * Requests of each key, as this isolate counts them. Asking one object for a common count would cost a call to it per
 * request; a key that is served by several isolates may make that many times the requests.
 */
const buckets = new TokenBuckets<string>(BUCKETS_MAX);

interface Spent extends Taken {
  readonly perMinute: number;
}
const spent = new WeakMap<Request, Spent>();

/** Counts a request of a key; 429 where the key made too many. Load is what it bounds, so it goes by the wall clock. */
export const spendRequest = (request: Request, key: string, perMinute: number): void => {
  const taken = buckets.take(key, 1, perMinute, Date.now());
  spent.set(request, { ...taken, perMinute });
  if (!taken.isAllowed) throw new Refusal("rate_limited");
};

/** The fields of draft-ietf-httpapi-ratelimit-headers, for requests that were counted. */
export const writeRateLimit = (request: Request, headers: Headers): void => {
  const taken = spent.get(request);
  if (taken === undefined) return;
  headers.set("ratelimit-policy", `"key";q=${taken.perMinute};w=60`);
  headers.set("ratelimit", `"key";r=${taken.remaining};t=${taken.fullInS}`);
  if (!taken.isAllowed) headers.set("retry-after", String(taken.nextInS));
};
