import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashWritten, matchHash } from "../../worker/crypto/match-hash.ts";

const ofTheRuntime = (text: string, encoding: "hex" | "base64"): string =>
  createHash("sha256").update(text).digest(encoding);

describe.each(["hex", "base64"] as const)("a hash in %s is that of the runtime", (encoding) => {
  test("for texts of every length around the blocks", () => {
    for (let length = 1; length <= 200; length++) {
      const text = "x".repeat(length);
      expect(matchHash(text, encoding)).toBe(ofTheRuntime(text, encoding));
    }
  });

  test("for texts of many bytes and few letters", () => {
    for (let length = 1; length <= 70; length++) {
      const text = "€".repeat(length);
      expect(matchHash(text, encoding)).toBe(ofTheRuntime(text, encoding));
    }
  });

  test("for texts of any kind, one after the other, and from one encoding to the other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 130 }), (text) => {
        expect(matchHash(text, encoding)).toBe(ofTheRuntime(text, encoding));
        expect(hashWritten(matchHash(text, "hex"), encoding)).toBe(ofTheRuntime(text, encoding));
      }),
    );
  });
});
