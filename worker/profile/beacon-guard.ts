import { GUARDED_PROFILES_MAX } from "../../schemas/limits-guards.ts";
import { TokenBuckets } from "../domain/token-bucket.ts";
import type { Limited } from "../domain/guard-rpc.ts";
import type { ProfileBatch } from "../domain/rpc.ts";

/**
 * Beacons of each visitor, in the memory of its shard: a page that sends without end keeps the shard awake, and costs no row.
 * Load is what it bounds, so it goes by the wall clock.
 */
export class BeaconGuard {
  readonly #buckets = new TokenBuckets<string>(GUARDED_PROFILES_MAX);

  /** Counts a beacon; null where it may be collected. What says nothing but what somebody chose always may. */
  limit({ profile, events }: ProfileBatch, perMinute: number | null): Limited | null {
    if (perMinute === null || events.length === 0) return null;
    const taken = this.#buckets.take(profile, events.length, perMinute, Date.now());
    return taken.isAllowed ? null : { kind: "limited", retryAfterS: taken.nextInS };
  }
}
