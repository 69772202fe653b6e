/**
 * GHASH of Galois/Counter Mode. Source: NIST SP 800-38D, sections 6.3 and 6.4. Many short texts under one key are checked by
 * it: the runtime's object of streams takes several times as long for each as all of this.
 */
export const GHASH_BYTES = 16;
const WORDS = 4;
const BYTE_VALUES = 256;
/** The polynomial 1 + x + x² + x⁷, with its bits in the order of the specification. */
const REDUCTION = 0xe1000000;

/** For each of the 16 bytes of a block and each value of it: its product with the hash key, four words each. */
export type HashKey = Int32Array;

/** Of words that are there: no index is ever out of range. */
const wordAt = (words: Int32Array, index: number): number => words[index] as number;

/** Products of a key with every power of x: bit 0 is the highest of the first word. */
const powersOf = (key: DataView): Int32Array => {
  const powers = new Int32Array(GHASH_BYTES * 8 * WORDS);
  let [a, b, c, d] = [key.getInt32(0), key.getInt32(4), key.getInt32(8), key.getInt32(12)];
  for (let bit = 0; bit < GHASH_BYTES * 8; bit++) {
    powers.set([a, b, c, d], bit * WORDS);
    const isOdd = (d & 1) === 1;
    d = (d >>> 1) | (c << 31);
    c = (c >>> 1) | (b << 31);
    b = (b >>> 1) | (a << 31);
    a = (a >>> 1) ^ (isOdd ? REDUCTION : 0);
  }
  return powers;
};

/** `block` is the zero block under the cipher. */
export const hashKeyOf = (block: DataView): HashKey => {
  const powers = powersOf(block);
  const products = new Int32Array(GHASH_BYTES * BYTE_VALUES * WORDS);
  for (let byte = 0; byte < GHASH_BYTES; byte++) {
    for (let value = 1; value < BYTE_VALUES; value++) {
      const to = (byte * BYTE_VALUES + value) * WORDS;
      // All but the lowest bit that is set are there already.
      const rest = (byte * BYTE_VALUES + (value & (value - 1))) * WORDS;
      const bit = byte * 8 + 7 - (31 - Math.clz32(value & -value));
      for (let word = 0; word < WORDS; word++) {
        products[to + word] = wordAt(products, rest + word) ^ wordAt(powers, bit * WORDS + word);
      }
    }
  }
  return products;
};

/** Takes the block of 16 bytes at `offset` into a state of four words. Written out, because it is done for every 16 bytes. */
export const takeBlock = (key: HashKey, state: Int32Array, bytes: Uint8Array, offset: number): void => {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < GHASH_BYTES; i++) {
    const value = (bytes[offset + i] as number) ^ ((wordAt(state, i >>> 2) >>> (24 - (i & 3) * 8)) & 0xff);
    const from = (i * BYTE_VALUES + value) * WORDS;
    a ^= wordAt(key, from);
    b ^= wordAt(key, from + 1);
    c ^= wordAt(key, from + 2);
    d ^= wordAt(key, from + 3);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
};
