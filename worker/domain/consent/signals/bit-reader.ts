/** Bits of a base64url text, front to back, each of them once. What reads past the end throws `OutOfBits`. */
export interface BitReader {
  /** The next bits, at most 48 of them, as a number, the most significant first. */
  readonly read: (bits: number) => number;
  readonly readFlag: () => boolean;
  readonly skip: (bits: number) => void;
}

/** The text ends before what it announces. */
class OutOfBits extends Error {}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SEXTETS: ReadonlyMap<string, number> = new Map(
  ALPHABET.split("").map((character, sextet) => [character, sextet]),
);
const SEXTET_BITS = 6;

/** Null where a character is none of base64url. `=` is none: the IAB's strings are written without padding. */
const sextetsOf = (text: string): Uint8Array | null => {
  const sextets = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const sextet = SEXTETS.get(text.charAt(index));
    if (sextet === undefined) return null;
    sextets[index] = sextet;
  }
  return sextets;
};

const createBitReader = (sextets: Uint8Array): BitReader => {
  const length = sextets.length * SEXTET_BITS;
  let at = 0;
  const take = (bits: number): number => {
    const from = at;
    at += bits;
    if (at > length) throw new OutOfBits();
    return from;
  };
  const bitAt = (index: number): number =>
    ((sextets[Math.trunc(index / SEXTET_BITS)] ?? 0) >> (SEXTET_BITS - 1 - (index % SEXTET_BITS))) & 1;
  const read = (bits: number): number => {
    const from = take(bits);
    let value = 0;
    // Multiplied, not shifted: times have 36 bits, and shifting ends at 32.
    for (let index = from; index < from + bits; index += 1) value = value * 2 + bitAt(index);
    return value;
  };
  return { read, readFlag: () => read(1) === 1, skip: take };
};

/** What `read` makes of the text; null where the text is no base64url or ends too early. */
export const readBits = <T>(text: string, read: (reader: BitReader) => T): T | null => {
  const sextets = sextetsOf(text);
  if (sextets === null) return null;
  try {
    return read(createBitReader(sextets));
  } catch (error) {
    if (error instanceof OutOfBits) return null;
    throw error;
  }
};
