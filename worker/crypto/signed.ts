import { base64url } from "./base64url.ts";
import { isSameText } from "./digest.ts";
import { hmac } from "./hmac.ts";

/** `value.mac` with the first `macBytes` bytes of HMAC-SHA-256. */
export const sign = (key: Uint8Array, value: string, macBytes: number): string =>
  `${value}.${base64url(hmac(key, value).subarray(0, macBytes))}`;

/** The value of a text made by `sign` with the same key, or null. */
export const verify = (key: Uint8Array, signed: string, macBytes: number): string | null => {
  const dot = signed.lastIndexOf(".");
  if (dot < 1) return null;
  const value = signed.slice(0, dot);
  return isSameText(signed, sign(key, value, macBytes)) ? value : null;
};

/** JSON as an opaque, tamper-proof token. */
export const signJson = (key: Uint8Array, value: unknown): string =>
  sign(key, Buffer.from(JSON.stringify(value)).toString("base64url"), 16);

export const verifyJson = (key: Uint8Array, token: string): unknown => {
  const encoded = verify(key, token, 16);
  if (encoded === null) return null;
  return JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")) as unknown;
};
