import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCleanText, Slug, text, utf8Bytes } from "../../schemas/text.ts";

test("text is measured in UTF-16 units, one below, at and above its length", () => {
  expect(
    ["abc", "abcd", "abcde", "👢👢", "👢👢a"].map((value: string) => text(4).safeParse(value).success),
  ).toEqual([true, true, false, true, false]);
});

test.each(["\uD800", "\uDC00", "a\uDBFFb", "\uDC00\uD800", "\0", "a\0"])("%j is no clean text", (value) => {
  expect(isCleanText(value)).toBe(false);
});

test.each(["", "boots", "👢", "\u0001\n\t", "e\u0301"])("%j is clean text", (value) => {
  expect(isCleanText(value)).toBe(true);
});

test("the length in UTF-8 is what an encoder makes of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (value) => {
      expect(utf8Bytes(value)).toBe(new TextEncoder().encode(value).length);
    }),
  );
});

test("clean text survives UTF-8 unchanged, and other text does not pass as clean", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)) }),
      (value) => {
        const isSame =
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(value)) === value;
        expect(isCleanText(value)).toBe(isSame && !value.includes("\0"));
      },
    ),
  );
});

describe("an identifier that people choose", () => {
  test.each(["a", "7", "cart-abandoners", "a--b", "a".repeat(63), "a".repeat(64)])("may be %s", (id) => {
    expect(Slug.safeParse(id).success).toBe(true);
  });

  test.each(["", "-a", "a-", "A", "a_b", "a/b", "a.b", "é", "a\n", "__proto__", "a".repeat(65)])(
    "may not be %j",
    (id) => {
      expect(Slug.safeParse(id).success).toBe(false);
    },
  );
});
