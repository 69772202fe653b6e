import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { base62 } from "../../worker/crypto/base62.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const sampleOf = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    base62(createHash("sha256").update(`${i}`).digest().subarray(0, 24), 22),
  );

test.each<[readonly number[], number, string]>([
  [[], 3, "000"],
  [[0, 0, 0], 3, "000"],
  [[1], 3, "100"],
  [[61], 2, "z0"],
  [[62], 2, "01"],
  [[1, 0], 2, "84"],
  [[255, 255], 3, "13H"],
])("the bytes %j are the %d digits %s, the lowest first", (bytes, length, digits) => {
  expect(base62(Uint8Array.from(bytes), length)).toBe(digits);
});

test("digits have the length that was asked for and are of the alphabet", () => {
  for (const digits of sampleOf(500)) expect(digits).toMatch(/^[0-9A-Za-z]{22}$/);
});

test("every digit is about equally frequent in every place", () => {
  const sample = sampleOf(6_200);
  const expected = sample.length / ALPHABET.length;
  for (let place = 0; place < 22; place++) {
    const counts = new Map(ALPHABET.split("").map((digit) => [digit, 0]));
    for (const digits of sample) {
      const digit = digits.charAt(place);
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // 61 degrees of freedom: the mean plus six standard deviations.
    expect(chiSquare).toBeLessThan(61 + 6 * Math.sqrt(122));
    expect(counts.size).toBe(62);
  }
});

test("different bytes give different digits", () => {
  const sample = sampleOf(5_000);
  expect(new Set(sample).size).toBe(sample.length);
});
