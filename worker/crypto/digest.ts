import { createHash, randomBytes } from "node:crypto";
import { base62 } from "./base62.ts";
import { hmac } from "./hmac.ts";

const RANDOM_DIGITS = 22;

/** 22 base-62 digits that only the holder of `key` can derive from `message`. */
export const keyedDigits = (key: Uint8Array, message: string): string =>
  base62(hmac(key, message).subarray(0, 24), RANDOM_DIGITS);

/** 22 base-62 digits nobody can guess. */
export const randomDigits = (): string => base62(randomBytes(24), RANDOM_DIGITS);

export const sha256Hex = (message: string): string => createHash("sha256").update(message).digest("hex");

/** As in content security policies. */
export const sha256Base64 = (message: string): string =>
  createHash("sha256").update(message).digest("base64");

/** Compares in a time that tells nothing but whether the lengths differ. */
export const isSameText = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
};

/** SHA-256 of bytes that come one after the other. */
export const createDigest = (): { add(bytes: Uint8Array): void; hex(): string } => {
  const hash = createHash("sha256");
  return {
    add: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest("hex"),
  };
};
