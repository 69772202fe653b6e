import { createHmac } from "node:crypto";
import { BLOCK_BYTES, compress, INITIAL_STATE } from "./sha256-block.ts";

const DIGEST_BYTES = 32;
const SHORT_MAX_BYTES = 2 * BLOCK_BYTES - 9;

const encoder = new TextEncoder();

/** The states after the padded key, where the inner and the outer hash begin. */
interface KeyedStates {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}
const keyed = new WeakMap<Uint8Array, KeyedStates>();

const bytes = new Uint8Array(2 * BLOCK_BYTES);
const view = new DataView(bytes.buffer);

const stateAfter = (key: Uint8Array, pad: number): Int32Array => {
  const begun = INITIAL_STATE.slice();
  bytes.fill(pad, 0, BLOCK_BYTES);
  for (let i = 0; i < key.length; i++) bytes[i] = pad ^ (key[i] ?? 0);
  compress(begun, view, 0);
  return begun;
};

const statesOf = (key: Uint8Array): KeyedStates => {
  let states = keyed.get(key);
  if (states === undefined) {
    states = { inner: stateAfter(key, 0x36), outer: stateAfter(key, 0x5c) };
    keyed.set(key, states);
  }
  return states;
};

/** Used again by every call, as `bytes` is. */
const state = new Int32Array(8);

/** Goes on from a state with the first `length` bytes of `bytes`, which end the message; the hash is in `state` then. */
const finish = (begun: Int32Array, length: number): void => {
  state.set(begun);
  const end = length + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  bytes.fill(0, length, end);
  bytes[length] = 0x80;
  // The key's block came before. So short a message needs no more than the low half of the length.
  view.setUint32(end - 4, (BLOCK_BYTES + length) * 8);
  for (let offset = 0; offset < end; offset += BLOCK_BYTES) compress(state, view, offset);
};

/** By shifts: a view of fresh bytes would make them a buffer of their own, which costs more than all of this. */
const putState = (into: Uint8Array): void => {
  for (let i = 0; i < DIGEST_BYTES; i++) into[i] = (state[i >>> 2] ?? 0) >>> (24 - (i & 3) * 8);
};

/** Null where the message is too long to be done here. */
const shortHmac = (key: Uint8Array, message: string): Uint8Array | null => {
  if (message.length > SHORT_MAX_BYTES || key.length > BLOCK_BYTES) return null;
  const { inner, outer } = statesOf(key);
  const { read, written } = encoder.encodeInto(message, bytes);
  if (read < message.length || written > SHORT_MAX_BYTES) return null;
  finish(inner, written);
  putState(bytes);
  finish(outer, DIGEST_BYTES);
  const mac = new Uint8Array(DIGEST_BYTES);
  putState(mac);
  return mac;
};

/**
 * HMAC-SHA-256 (RFC 2104) of a text in UTF-8. What is signed on the way of a request is a name or two, for which the runtime's
 * object of streams takes several times as long as the four blocks themselves; longer texts and keys are left to it. A key is
 * never written to after it was used.
 */
export const hmac = (key: Uint8Array, message: string): Uint8Array =>
  shortHmac(key, message) ?? new Uint8Array(createHmac("sha256", key).update(message).digest());
