import { type BitReader, readBits } from "../../../../worker/domain/consent/signals/bit-reader.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** `[value, bits]` pairs as one text of bits. */
export const bitsOf = (...fields: readonly (readonly [number, number])[]): string =>
  fields.map(([value, bits]) => value.toString(2).padStart(bits, "0")).join("");

/** Bits as base64url, filled up with zeros to the next whole character. */
export const base64urlOf = (bits: string): string =>
  (bits.padEnd(Math.ceil(bits.length / 6) * 6, "0").match(/.{6}/g) ?? [])
    .map((sextet) => ALPHABET.charAt(Number.parseInt(sextet, 2)))
    .join("");

/** What `read` makes of the text, and how many bits it took and in how many steps; those of a text that ends too early too. */
export const countSteps = <T>(
  text: string,
  read: (reader: BitReader) => T,
): { result: T | null; steps: number; bits: number } => {
  let steps = 0;
  let bits = 0;
  const count = (taken: number): number => {
    steps += 1;
    bits += taken;
    return taken;
  };
  const result = readBits(text, (reader) =>
    read({
      read: (wanted) => reader.read(count(wanted)),
      readFlag: () => reader.read(count(1)) === 1,
      skip: (wanted) => reader.skip(count(wanted)),
    }),
  );
  return { result, steps, bits };
};

/** The text with one character changed, or cut short. */
export const damage = (text: string, at: number, character: string | null): string => {
  const index = at % Math.max(text.length, 1);
  return character === null ? text.slice(0, index) : text.slice(0, index) + character + text.slice(index + 1);
};
