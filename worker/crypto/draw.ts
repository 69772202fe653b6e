import { hmac } from "./hmac.ts";

const BYTES = 6;

/** A number in [0, 1) that only the holder of `key` can derive from `message`; always the same one. */
export const drawOf = (key: Uint8Array, message: string): number => {
  let value = 0;
  for (const byte of hmac(key, message).subarray(0, BYTES)) value = (value + byte) / 256;
  return value;
};
