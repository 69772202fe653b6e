const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A number as limbs of 24 bits, the highest first: its remainder by 62 is found without big integers. */
const limbsOf = (bytes: Uint8Array): Int32Array => {
  const limbs = new Int32Array(Math.ceil(bytes.length / 3));
  for (let limb = limbs.length - 1, end = bytes.length - 1; limb >= 0; limb--, end -= 3) {
    limbs[limb] = ((bytes[end - 2] ?? 0) << 16) | ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
  }
  return limbs;
};

/** Divides in place; the remainder is what is given back. */
const divide = (limbs: Int32Array, by: number): number => {
  let remainder = 0;
  for (let i = 0; i < limbs.length; i++) {
    const dividend = (remainder << 24) | (limbs[i] ?? 0);
    const quotient = (dividend / by) | 0;
    limbs[i] = quotient;
    remainder = dividend - quotient * by;
  }
  return remainder;
};

/** The first `length` base-62 digits of `bytes` read as one number; the bias is below 2^-40 when 6 bytes are to spare. */
export const base62 = (bytes: Uint8Array, length: number): string => {
  const limbs = limbsOf(bytes);
  let digits = "";
  for (let i = 0; i < length; i++) digits += ALPHABET[divide(limbs, 62)];
  return digits;
};
