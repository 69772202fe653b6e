import { createHash } from "node:crypto";
import { base64url } from "./base64url.ts";
import { putText } from "./put-text.ts";
import { BLOCK_BYTES, compress, INITIAL_STATE } from "./sha256-block.ts";

const LENGTH_BYTES = 8;
/** UTF-8 takes up to three bytes for a unit of a text. */
const SHORT_MAX_LENGTH = Math.floor((2 * BLOCK_BYTES - LENGTH_BYTES - 1) / 3);
const DIGEST_BYTES = 32;

/** Used again by every call: nothing waits in between. */
const bytes = new Uint8Array(2 * BLOCK_BYTES);
const view = new DataView(bytes.buffer);
const state = new Int32Array(INITIAL_STATE.length);
const digest = new Uint8Array(DIGEST_BYTES);

/** Addresses and names are a block or two, for which the runtime's object of streams takes several times as long. */
const hashShort = (text: string): Uint8Array => {
  const length = putText(text, bytes, 0);
  const end = length + LENGTH_BYTES < BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  bytes.fill(0, length, end);
  bytes[length] = 0x80;
  view.setUint32(end - 4, length * 8);
  state.set(INITIAL_STATE);
  for (let offset = 0; offset < end; offset += BLOCK_BYTES) compress(state, view, offset);
  for (let i = 0; i < DIGEST_BYTES; i++) digest[i] = (state[i >>> 2] ?? 0) >>> (24 - (i & 3) * 8);
  return digest;
};

const HEX_DIGITS = [..."0123456789abcdef"].map((digit) => digit.charCodeAt(0));
const codes: number[] = Array.from({ length: 2 * DIGEST_BYTES }, () => 0);

/** Made at once: a text of many small parts costs more where it is read than here. */
const hexOf = (hash: Uint8Array): string => {
  for (let i = 0; i < DIGEST_BYTES; i++) {
    const byte = hash[i] ?? 0;
    codes[2 * i] = HEX_DIGITS[byte >>> 4] ?? 0;
    codes[2 * i + 1] = HEX_DIGITS[byte & 15] ?? 0;
  }
  return String.fromCharCode(...codes);
};

const base64Of = (hash: Uint8Array): string =>
  `${base64url(hash).replaceAll("-", "+").replaceAll("_", "/")}=`;

/** SHA-256 over UTF-8, as ad platforms write it. The empty text has none, so that nothing is matched by it. */
export const matchHash = (text: string, encoding: "hex" | "base64"): string => {
  if (text === "") return "";
  const hash = text.length <= SHORT_MAX_LENGTH ? hashShort(text) : createHash("sha256").update(text).digest();
  return encoding === "hex" ? hexOf(hash) : base64Of(hash);
};

/** A hash in hex, written in another encoding. */
export const hashWritten = (hex: string, encoding: "hex" | "base64"): string =>
  encoding === "hex" || hex === "" ? hex : base64Of(Buffer.from(hex, "hex"));
