import type { Scope } from "../../schemas/site.ts";

/** What a key is held to beside its scopes. Null is no limit. */
export interface KeyLimits {
  /** Ids of the only audiences it can read and export; it reads nothing else. */
  readonly audiences: readonly string[] | null;
  /** The only formats it can export in. */
  readonly formats: readonly string[] | null;
  /** The only addresses and networks that it can be used from. */
  readonly networks: readonly string[] | null;
}

export const NO_LIMITS: KeyLimits = { audiences: null, formats: null, networks: null };

/** A key as the site keeps it: never the key, only its SHA-256. */
export interface StoredKey {
  readonly id: string;
  readonly label: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly limits: KeyLimits;
  /** Epoch milliseconds; null for a key that ends only when it is revoked. */
  readonly expiresAt: number | null;
  /** Id of the key that this one and all that it took the place of began with. */
  readonly chain: string;
}

export const isExpired = ({ expiresAt }: StoredKey, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;

/** The earlier of two ends. */
export const earlierEnd = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
