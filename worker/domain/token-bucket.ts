/** What a key may still ask for. Fills up evenly, by as many a minute as it holds. */
export interface TokenBucket {
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

/** Takes one token out of a bucket, where there is one; `undefined` is a full bucket. */
export const takeToken = (before: TokenBucket | undefined, perMinute: number, now: number): Taken => {
  const perMs = perMinute / MINUTE_MS;
  // A clock that goes back gives nothing, and takes nothing away.
  const passedMs = Math.max(0, now - (before?.at ?? now));
  const held = Math.min(perMinute, (before?.tokens ?? perMinute) + passedMs * perMs);
  const isAllowed = held >= 1;
  const tokens = isAllowed ? held - 1 : held;
  const secondsUntil = (wanted: number): number => Math.ceil(Math.max(0, wanted - tokens) / perMs / 1_000);
  return {
    bucket: { tokens, at: now },
    isAllowed,
    remaining: Math.floor(tokens),
    fullInS: secondsUntil(perMinute),
    nextInS: secondsUntil(1),
  };
};
