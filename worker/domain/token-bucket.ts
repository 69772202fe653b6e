/** What somebody may still ask for. Fills up evenly, by as many a minute as it holds. */
export interface TokenBucket {
  /** Below 0 where more was taken than it held. */
  readonly tokens: number;
  /** When it held so many, epoch milliseconds. */
  readonly at: number;
}

export interface Taken {
  readonly bucket: TokenBucket;
  readonly isAllowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Whole seconds until it is full again. */
  readonly fullInS: number;
  /** Whole seconds until there is a token; 0 where there is one. */
  readonly nextInS: number;
}

const MINUTE_MS = 60_000;

const heldAt = (bucket: TokenBucket | undefined, perMinute: number, now: number): number => {
  // A clock that goes back gives nothing, and takes nothing away.
  const passedMs = Math.max(0, now - (bucket?.at ?? now));
  return Math.min(perMinute, (bucket?.tokens ?? perMinute) + (passedMs * perMinute) / MINUTE_MS);
};

/**
 * Takes tokens out of a bucket where there is at least one; `undefined` is a full bucket. What is taken beyond what it
 * holds is a debt: it has to fill up again before anything more is allowed.
 */
export const takeTokens = (
  before: TokenBucket | undefined,
  count: number,
  perMinute: number,
  now: number,
): Taken => {
  const perMs = perMinute / MINUTE_MS;
  const held = heldAt(before, perMinute, now);
  const isAllowed = held >= 1;
  const tokens = isAllowed ? held - count : held;
  const secondsUntil = (wanted: number): number => Math.ceil(Math.max(0, wanted - tokens) / perMs / 1_000);
  return {
    bucket: { tokens, at: now },
    isAllowed,
    remaining: Math.max(0, Math.floor(tokens)),
    fullInS: secondsUntil(perMinute),
    nextInS: secondsUntil(1),
  };
};

/** Buckets of many, in memory and bounded: whose bucket rested the longest is forgotten first, and begins with a full one. */
export class TokenBuckets<K> {
  readonly #buckets = new Map<K, TokenBucket>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  take(key: K, count: number, perMinute: number, now: number): Taken {
    const taken = takeTokens(this.#buckets.get(key), count, perMinute, now);
    this.#put(key, taken.bucket);
    return taken;
  }

  /** Takes tokens for what was let in before it was known how much it is. */
  charge(key: K, count: number, perMinute: number, now: number): void {
    this.#put(key, { tokens: heldAt(this.#buckets.get(key), perMinute, now) - count, at: now });
  }

  /** At the end: what is first has rested the longest. */
  #put(key: K, bucket: TokenBucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > this.#max && !oldest.done) this.#buckets.delete(oldest.value);
  }
}
