import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hmac } from "../../worker/crypto/hmac.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (of: Uint8Array): string => Buffer.from(of).toString("hex");
/** Halves of surrogate pairs too. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const ofTheRuntime = (key: Uint8Array, message: string): string =>
  createHmac("sha256", key).update(message).digest("hex");

describe("the HMAC of RFC 4231", () => {
  test.each([
    [
      1,
      new Uint8Array(20).fill(0x0b),
      "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ],
    [
      2,
      bytes("Jefe"),
      "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      6,
      new Uint8Array(131).fill(0xaa),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
  ])("is that of case %d", (_case, key, message, expected) => {
    expect(hex(hmac(key, message))).toBe(expected);
  });
});

describe("the HMAC is that of the runtime", () => {
  test("for messages of every length around the blocks", () => {
    const key = new Uint8Array(32).fill(7);
    for (let length = 0; length <= 200; length++) {
      const message = "x".repeat(length);
      expect(hex(hmac(key, message))).toBe(ofTheRuntime(key, message));
    }
  });

  test("for messages of many bytes and few letters", () => {
    const key = new Uint8Array(32).fill(7);
    for (let length = 30; length <= 70; length++) {
      const message = "€".repeat(length);
      expect(hex(hmac(key, message))).toBe(ofTheRuntime(key, message));
    }
  });

  test("for keys and messages of any kind, one after the other", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        fc.array(fc.string({ unit: codeUnit, maxLength: 130 }), { maxLength: 4 }),
        (key, messages) => {
          for (const message of messages) expect(hex(hmac(key, message))).toBe(ofTheRuntime(key, message));
        },
      ),
    );
  });
});
