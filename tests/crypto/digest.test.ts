import { describe, expect, test } from "vitest";
import {
  createDigest,
  isSameText,
  keyedDigits,
  randomDigits,
  sha256Hex,
} from "../../worker/crypto/digest.ts";

const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = new Uint8Array(32).fill(8);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("SHA-256 is over UTF-8", () => {
  expect(sha256Hex("alexz@example.com")).toBe(
    "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a",
  );
  expect(sha256Hex("jos\u00E9")).toBe(sha256Hex(new TextDecoder().decode(bytes("jos\u00E9"))));
});

describe("keyed digits", () => {
  test("are pinned, because every contact is found by them", () => {
    expect(keyedDigits(KEY, "email ada@example.com")).toBe("JaNdeD5OGxLbdhUqzC0ohi");
  });

  test("are 22 base-62 digits that depend on key and message", () => {
    const digits = keyedDigits(KEY, "email ada@example.com");
    expect(digits).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(keyedDigits(KEY, "email ada@example.com")).toBe(digits);
    expect(keyedDigits(OTHER_KEY, "email ada@example.com")).not.toBe(digits);
    expect(keyedDigits(KEY, "phone ada@example.com")).not.toBe(digits);
  });
});

test("random digits are 22 base-62 digits and do not repeat", () => {
  const sample = Array.from({ length: 1_000 }, randomDigits);
  expect(new Set(sample).size).toBe(sample.length);
  expect(sample.every((digits) => /^[0-9A-Za-z]{22}$/.test(digits))).toBe(true);
});

describe("texts are the same", () => {
  test.each([
    ["", "", true],
    ["abc", "abc", true],
    ["abc", "abd", false],
    ["abc", "ab", false],
    ["ab", "abc", false],
    ["é", "e\u0301", false],
    ["é", "ab", false],
    ["👢", "👢", true],
  ])("%j and %j: %s", (a, b, expected) => {
    expect(isSameText(a, b)).toBe(expected);
  });
});

test("a digest of parts is the digest of the whole", () => {
  const digest = createDigest();
  for (const part of ["alexz", "", "@example", ".com"]) digest.add(bytes(part));
  expect(digest.hex()).toBe(sha256Hex("alexz@example.com"));
  expect(createDigest().hex()).toBe(sha256Hex(""));
});
