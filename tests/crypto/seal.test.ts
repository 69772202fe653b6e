import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openAll } from "../../worker/crypto/open-all.ts";
import { open, seal, type SealedAt } from "../../worker/crypto/seal.ts";

const KEY = new Uint8Array(32).fill(1);
const AT: SealedAt = { table: "contact_secret", column: "sealed", row: "email c00abc" };
const CLEAR = "ada@example.com";

type Open = (key: Uint8Array, at: SealedAt, sealed: string) => string;

/** Among others, so that what is told of one is not its neighbour's. */
const openAmongOthers: Open = (key, at, sealed) => {
  const others = ["", "first@example.com", "gr\u00fc\u00df@b\u00fccher.example"].map((clear, i) => {
    const place = { ...AT, row: `email ${i}` };
    return { at: place, sealed: seal(key, place, clear) };
  });
  return openAll(key, [...others, { at, sealed }, ...others])[others.length] ?? "";
};

const WAYS: [string, Open][] = [
  ["one by one", open],
  ["with others", openAmongOthers],
];

const bytesOf = (sealed: string): Buffer => Buffer.from(sealed.slice(2), "base64url");
const sealedOf = (bytes: Buffer): string => `1.${bytes.toString("base64url")}`;

test.each(WAYS)("what was sealed opens in its place, %s", (_, openOne) => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (clear) => {
      expect(openOne(KEY, AT, seal(KEY, AT, clear))).toBe(clear);
    }),
    // A byte order mark, which decoders leave out unless they are told to keep it.
    { examples: [["\ufeff\u{1f600}"]] },
  );
});

test("a sealed text names its key's version and shows nothing", () => {
  const sealed = seal(KEY, AT, CLEAR);
  expect(sealed).toMatch(/^1\.[A-Za-z0-9_-]+$/);
  expect(bytesOf(sealed)).toHaveLength(12 + CLEAR.length + 16);
  expect(bytesOf(sealed).toString("latin1")).not.toContain("ada");
});

test("the same text is never sealed the same way twice", () => {
  const sealed = Array.from({ length: 200 }, () => seal(KEY, AT, CLEAR));
  expect(new Set(sealed.map((one) => bytesOf(one).subarray(0, 12).toString("hex"))).size).toBe(200);
  expect(new Set(sealed).size).toBe(200);
});

describe.each(WAYS)("a sealed text does not open, %s,", (_way, openOne) => {
  const reopened = (sealed: string, at: SealedAt = AT, key: Uint8Array = KEY): string | null => {
    try {
      return openOne(key, at, sealed);
    } catch {
      return null; // Refusing is all that counts here, not how it is said.
    }
  };

  test.each<[string, SealedAt]>([
    ["in another row", { ...AT, row: "email c00abd" }],
    ["in another column", { ...AT, column: "clear" }],
    ["in another table", { ...AT, table: "outbox" }],
    [
      "where the names only join to the same",
      { table: "contact_secret,", column: "sealed", row: "email c00abc" },
    ],
    ["where parts of its place are swapped", { table: AT.column, column: AT.table, row: AT.row }],
  ])("%s", (_, at) => {
    expect(reopened(seal(KEY, AT, CLEAR), at)).toBeNull();
  });

  test("with another key", () => {
    expect(reopened(seal(KEY, AT, CLEAR), AT, new Uint8Array(32).fill(2))).toBeNull();
  });

  test("after any bit of it was changed", () => {
    const sealed = bytesOf(seal(KEY, AT, CLEAR));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(reopened(sealedOf(changed))).toBeNull();
    }
  });

  test("after any part of it was cut off", () => {
    const sealed = bytesOf(seal(KEY, AT, CLEAR));
    for (let length = 0; length < sealed.length; length++) {
      expect(reopened(sealedOf(sealed.subarray(0, length)))).toBeNull();
      expect(reopened(sealedOf(sealed.subarray(sealed.length - length)))).toBeNull();
    }
  });

  test.each(["", "1", "1.", "2.AAAA", "AAAA", "null"])("where it is %j", (sealed) => {
    expect(() => openOne(KEY, AT, sealed)).toThrow(Error);
  });

  test("after something was added to it", () => {
    const sealed = seal(KEY, AT, CLEAR);
    expect(reopened(`${sealed}AAAA`)).toBeNull();
  });
});

test("texts of every length open together, each in its place", () => {
  const clears = Array.from({ length: 70 }, (_, length) => "x".repeat(length));
  const texts = clears.map((clear, i) => {
    const at = { ...AT, row: `email ${"r".repeat(i)}` };
    return { at, sealed: seal(KEY, at, clear) };
  });
  expect(openAll(KEY, texts)).toEqual(clears);
  expect(openAll(KEY, [])).toEqual([]);
});
