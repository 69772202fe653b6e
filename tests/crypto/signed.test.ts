import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sign, signJson, verify, verifyJson } from "../../worker/crypto/signed.ts";

const KEY = new Uint8Array(32).fill(3);
const OTHER_KEY = new Uint8Array(32).fill(4);
const MAC_BYTES = 8;
const VALUE = "vw00abcdefghijklmnopqrstuv";

describe("a signed value", () => {
  test("is given back by the same key", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.constantFrom(8, 16, 32),
        (value, macBytes) => {
          expect(verify(KEY, sign(KEY, value, macBytes), macBytes)).toBe(value);
        },
      ),
    );
  });

  test("is pinned, because cookies outlive a version", () => {
    expect(sign(KEY, VALUE, MAC_BYTES)).toBe("vw00abcdefghijklmnopqrstuv.DqB9Ns_M3oY");
  });

  test("is refused after any character of it was changed", () => {
    const signed = sign(KEY, VALUE, MAC_BYTES);
    for (let i = 0; i < signed.length; i++) {
      const other = signed.charAt(i) === "A" ? "B" : "A";
      expect(verify(KEY, signed.slice(0, i) + other + signed.slice(i + 1), MAC_BYTES)).toBeNull();
    }
  });

  test("is refused by another key and with another length of signature", () => {
    const signed = sign(KEY, VALUE, MAC_BYTES);
    expect(verify(OTHER_KEY, signed, MAC_BYTES)).toBeNull();
    expect(verify(KEY, sign(KEY, VALUE, 4), MAC_BYTES)).toBeNull();
    expect(verify(KEY, sign(KEY, VALUE, 16), MAC_BYTES)).toBeNull();
  });

  test.each([
    "",
    ".",
    VALUE,
    `${VALUE}.`,
    `.${VALUE}`,
    "null",
    `${sign(KEY, VALUE, MAC_BYTES)}=`,
    ` ${sign(KEY, VALUE, MAC_BYTES)}`,
  ])("is not %j", (signed) => {
    expect(verify(KEY, signed, MAC_BYTES)).toBeNull();
  });

  test("may itself contain dots", () => {
    expect(verify(KEY, sign(KEY, "a.b.c", MAC_BYTES), MAC_BYTES)).toBe("a.b.c");
  });
});

describe("a token", () => {
  test("carries any JSON and survives an address", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const token = signJson(KEY, value);
        expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
        expect(verifyJson(KEY, token)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("that was forged or cut is null", () => {
    const token = signJson(KEY, { site: "demo", after: 7 });
    expect(verifyJson(OTHER_KEY, token)).toBeNull();
    expect(verifyJson(KEY, token.slice(1))).toBeNull();
    expect(verifyJson(KEY, token.slice(0, -1))).toBeNull();
    expect(verifyJson(KEY, "e30.AAAA")).toBeNull();
    expect(verifyJson(KEY, "")).toBeNull();
  });
});
