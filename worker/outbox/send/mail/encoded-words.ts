import { base64 } from "../base64.ts";

/** RFC 2047 §2: 75 characters with `=?UTF-8?B?` and `?=`, so 45 bytes of UTF-8. */
const WORD_MAX_BYTES = 45;
const encoder = new TextEncoder();

/** Parts that fit into a word each, never cut inside of a character. */
const partsOf = (text: string): string[] => {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const character of text) {
    const size = encoder.encode(character).length;
    if (bytes + size > WORD_MAX_BYTES) {
      parts.push(part);
      [part, bytes] = ["", 0];
    }
    part += character;
    bytes += size;
  }
  return [...parts, part];
};

/** A line that needs no encoding: short, in ASCII, and not to be taken for an encoded word. */
const PLAIN = /^[\u0020-\u007E]{0,900}$/;

/** Text of a header field: as it is where that can be, else as encoded words on lines of their own (RFC 2047). */
export const headerText = (text: string): string =>
  PLAIN.test(text) && !text.includes("=?")
    ? text
    : partsOf(text)
        .map((part) => `=?UTF-8?B?${base64(part)}?=`)
        .join("\r\n ");
