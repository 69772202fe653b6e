import { hmac } from "./digest.ts";

const BYTES = 6;

/** A number in [0, 1) that only the holder of `key` can derive from `message`; always the same one. */
export const drawOf = (key: Uint8Array, message: string): number =>
  hmac(key, message)
    .subarray(0, BYTES)
    .reduce((value, byte) => (value + byte) / 256, 0);
