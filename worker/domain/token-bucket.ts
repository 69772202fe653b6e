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

/**
 * Buckets of many, in memory: those of the last `max` at least, and never more than twice as many. Who rested for longer begins
 * with a full one. Two generations, because taking the oldest out of one map costs more with every one that was taken out.
 */
export class TokenBuckets<K> {
  #young = new Map<K, TokenBucket>();
  #old = new Map<K, TokenBucket>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  take(key: K, count: number, perMinute: number, now: number): Taken {
    const taken = takeTokens(this.#bucketOf(key), count, perMinute, now);
    this.#put(key, taken.bucket);
    return taken;
  }

  /** Takes tokens for what was let in before it was known how much it is. */
  charge(key: K, count: number, perMinute: number, now: number): void {
    this.#put(key, { tokens: heldAt(this.#bucketOf(key), perMinute, now) - count, at: now });
  }

  #bucketOf(key: K): TokenBucket | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  #put(key: K, bucket: TokenBucket): void {
    this.#young.set(key, bucket);
    if (this.#young.size < this.#max) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
