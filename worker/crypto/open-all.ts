import { createCipheriv } from "node:crypto";
import { GHASH_BYTES as BLOCK, type HashKey, hashKeyOf, takeBlock } from "./ghash.ts";
import { putText } from "./put-text.ts";
import { additionalData, IV_BYTES, KEY_VERSION, type SealedAt, TAG_BYTES } from "./seal.ts";

/** A text and where it lies. */
export interface SealedText {
  readonly at: SealedAt;
  readonly sealed: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NONE = 0xff;
const DIGITS = new Uint8Array(128).fill(NONE);
for (let digit = 0; digit < ALPHABET.length; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit;

const refuse = (): never => {
  throw new Error("a sealed text does not open");
};

const PREFIX = `${KEY_VERSION}.`;

const lengthOf = (sealed: string): number => {
  const digits = sealed.length - PREFIX.length;
  if (!sealed.startsWith(PREFIX) || digits % 4 === 1) throw new Error("sealed with an unknown key");
  const length = (digits * 3) >>> 2;
  return length < IV_BYTES + TAG_BYTES ? refuse() : length;
};

/** Decodes base64url behind the version. */
const putSealed = (sealed: string, into: Uint8Array, offset: number): void => {
  let bits = 0;
  let held = 0;
  let to = offset;
  for (let i = PREFIX.length; i < sealed.length; i++) {
    const digit = DIGITS[sealed.charCodeAt(i)] ?? NONE;
    if (digit === NONE) refuse();
    bits = (bits << 6) | digit;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    into[to++] = (bits >>> held) & 0xff;
    bits &= (1 << held) - 1;
  }
  if (bits !== 0) refuse();
};

const blocksOf = (bytes: number): number => Math.ceil(bytes / BLOCK);

/** Where a text lies in `bytes`, and its keystream in blocks after the one that the hash key is made of. */
interface Place {
  readonly at: SealedAt;
  readonly from: number;
  readonly length: number;
  readonly block: number;
}

const lay = (texts: readonly SealedText[]) => {
  let end = 0;
  let block = 1;
  const places = texts.map(({ at, sealed }): Place => {
    const length = lengthOf(sealed);
    const place = { at, from: end, length, block };
    end += length;
    block += 1 + blocksOf(length - IV_BYTES - TAG_BYTES);
    return place;
  });
  const bytes = new Uint8Array(end);
  for (const [i, { sealed }] of texts.entries()) putSealed(sealed, bytes, places[i]?.from ?? 0);
  return { places, bytes, blocks: block };
};

/** The first block is zero, and then for each text those that count from 1: SP 800-38D, section 7.2. */
const keystreamOf = (
  key: Uint8Array,
  places: readonly Place[],
  bytes: Uint8Array,
  blocks: number,
): Buffer => {
  const counters = Buffer.alloc(blocks * BLOCK);
  for (const { from, length, block } of places) {
    const count = 1 + blocksOf(length - IV_BYTES - TAG_BYTES);
    for (let i = 0; i < count; i++) {
      const to = (block + i) * BLOCK;
      for (let byte = 0; byte < IV_BYTES; byte++) counters[to + byte] = bytes[from + byte] ?? 0;
      counters.writeUInt32BE(i + 1, to + IV_BYTES);
    }
  }
  return createCipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(counters);
};

/** Used again by every text: nothing waits in between. */
const scratch = new Uint8Array(1024);
const scratchView = new DataView(scratch.buffer);
const state = new Int32Array(4);

const takeScratch = (hashKey: HashKey, end: number): void => {
  const padded = blocksOf(end) * BLOCK;
  scratch.fill(0, end, padded);
  for (let offset = 0; offset < padded; offset += BLOCK) takeBlock(hashKey, state, scratch, offset);
};

const isAuthentic = (
  hashKey: HashKey,
  { at, from, length, block }: Place,
  bytes: Uint8Array,
  stream: Buffer,
): boolean => {
  state.fill(0);
  const added = putText(additionalData(at), scratch, 0);
  takeScratch(hashKey, added);
  const start = from + IV_BYTES;
  const end = from + length - TAG_BYTES;
  for (let offset = start; offset < end; offset += BLOCK) {
    const size = Math.min(BLOCK, end - offset);
    for (let i = 0; i < size; i++) scratch[i] = bytes[offset + i] ?? 0;
    takeScratch(hashKey, size);
  }
  scratch.fill(0, 0, BLOCK);
  scratchView.setUint32(4, added * 8);
  scratchView.setUint32(12, (end - start) * 8);
  takeScratch(hashKey, BLOCK);
  let difference = 0;
  for (let i = 0; i < TAG_BYTES; i++) {
    const hashed = ((state[i >>> 2] ?? 0) >>> (24 - (i & 3) * 8)) & 0xff;
    difference |= hashed ^ (stream[block * BLOCK + i] ?? 0) ^ (bytes[end + i] ?? 0);
  }
  return difference === 0;
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Texts in clear from the bytes they were decrypted to, in place. ASCII is cut from one long text. */
const textsOf = (places: readonly Place[], clear: Uint8Array): string[] => {
  const all = new TextDecoder("latin1").decode(clear);
  return places.map(({ from, length }) => {
    const start = from + IV_BYTES;
    const end = from + length - TAG_BYTES;
    for (let i = start; i < end; i++) {
      if ((clear[i] ?? 0) > 0x7f) return decoder.decode(clear.subarray(start, end));
    }
    return all.slice(start, end);
  });
};

/**
 * Opens many texts of one key, each as `open` does: throws where one of them was not sealed with this key for its place. All
 * their counter blocks go through the cipher at once: an object of the runtime for each of them would take ten times as long
 * as its two blocks.
 */
export const openAll = (key: Uint8Array, texts: readonly SealedText[]): string[] => {
  if (texts.length === 0) return [];
  const { places, bytes, blocks } = lay(texts);
  const stream = keystreamOf(key, places, bytes, blocks);
  const hashKey = hashKeyOf(new DataView(stream.buffer, stream.byteOffset, BLOCK));
  for (const place of places) {
    if (!isAuthentic(hashKey, place, bytes, stream)) refuse();
    const start = place.from + IV_BYTES;
    const count = place.length - IV_BYTES - TAG_BYTES;
    const first = (place.block + 1) * BLOCK;
    for (let i = 0; i < count; i++) bytes[start + i] = (bytes[start + i] ?? 0) ^ (stream[first + i] ?? 0);
  }
  return textsOf(places, bytes);
};
