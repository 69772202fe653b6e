import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressOf,
  contactId,
  isContactId,
  REGION_OF_LETTER,
  type RegionLetter,
  shardName,
  shardOf,
  SHARDS_MAX,
  visitorId,
} from "../../../worker/domain/identity/profile-id.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LETTERS = Object.keys(REGION_OF_LETTER) as RegionLetter[];

const digits = fc
  .string({ unit: fc.constantFrom(...BASE62.split("")), minLength: 22, maxLength: 22 })
  .filter((text) => /[^0]/.test(text));
const shard = fc.integer({ min: 0, max: SHARDS_MAX - 1 });

const DIGITS = "0000000000000000000abc";

describe("an id", () => {
  test("of a visitor carries region and shard", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LETTERS), shard, digits, (letter, at, random) => {
        const id = visitorId(letter, at, random);
        expect(addressOf(id)).toEqual({ kind: "visitor", letter, shard: at });
        expect(isContactId(id)).toBe(false);
        expect(id).toHaveLength(26);
      }),
    );
  });

  test("of a contact carries its shard", () => {
    fc.assert(
      fc.property(shard, digits, (at, random) => {
        const id = contactId(at, random);
        expect(addressOf(id)).toEqual({ kind: "contact", letter: null, shard: at });
        expect(isContactId(id)).toBe(true);
        expect(id).toHaveLength(25);
      }),
    );
  });

  test("is spelt in one way only", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = addressOf(text);
        if (address === null) return;
        const printed =
          address.letter === null
            ? contactId(address.shard, text.slice(3))
            : visitorId(address.letter, address.shard, text.slice(4));
        expect(printed).toBe(text);
      }),
    );
  });

  test.each([
    ["all zeros", `vw00${"0".repeat(22)}`],
    ["all zeros in another shard", `vwzz${"0".repeat(22)}`],
    ["a contact of all zeros", `c00${"0".repeat(22)}`],
    ["nothing", ""],
    ["a word", "undefined"],
    ["one digit too few", `vw00${DIGITS.slice(1)}`],
    ["one digit too many", `vw00${DIGITS}0`],
    ["an unknown region", `vq00${DIGITS}`],
    ["another kind", `xw00${DIGITS}`],
    ["a capital shard", `vw0A${DIGITS}`],
    ["a character of base64", `vw00${DIGITS.slice(1)}_`],
    ["a line after it", `vw00${DIGITS}\n`],
    ["a space before it", ` vw00${DIGITS}`],
    ["a path", `c00${DIGITS.slice(2)}/..`],
  ])("is not %s", (_, id) => {
    expect(addressOf(id)).toBeNull();
  });

  test("with one digit that is not zero is one", () => {
    expect(addressOf(`vw00${"0".repeat(21)}1`)).toEqual({ kind: "visitor", letter: "w", shard: 0 });
  });
});

describe("the name of a shard", () => {
  test("tells visitors by region and contacts apart", () => {
    expect(shardName("demo", { kind: "visitor", letter: "e", shard: 0 })).toBe("demo/weur/00");
    expect(shardName("demo", { kind: "visitor", letter: "u", shard: 35 })).toBe("demo/eu/0z");
    expect(shardName("demo", { kind: "visitor", letter: "x", shard: 36 })).toBe("demo/any/10");
    expect(shardName("demo", { kind: "contact", letter: null, shard: SHARDS_MAX - 1 })).toBe(
      "demo/contacts/zz",
    );
  });

  test("differs for every address", () => {
    const shards = [0, 1, 35, 36, SHARDS_MAX - 1];
    const names = shards.flatMap((at) => [
      shardName("demo", { kind: "contact", letter: null, shard: at }),
      ...LETTERS.map((letter) => shardName("demo", { kind: "visitor", letter, shard: at })),
    ]);
    expect(new Set(names).size).toBe(shards.length * (LETTERS.length + 1));
  });
});

/** Linear congruential, so that the sample is the same in every run. Constants: Numerical Recipes. */
const sampleOf = (count: number, seed: number): string[] => {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return BASE62.charAt(Math.floor((state / 4_294_967_296) * 62));
  };
  return Array.from({ length: count }, () => Array.from({ length: 22 }, next).join(""));
};

describe("spreading over shards", () => {
  test.each([2, 4, 16, 36, 1_000])("reaches %d shards about equally often", (shards) => {
    const ids = sampleOf(20_000, 7);
    const counts = Array.from({ length: shards }, () => 0);
    for (const id of ids) {
      const at = shardOf(id, shards);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    const expected = ids.length / shards;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Mean of the distribution plus six standard deviations.
    const freedom = shards - 1;
    expect(chiSquare).toBeLessThan(freedom + 6 * Math.sqrt(2 * freedom));
  });

  test("always leads the same digits to the same shard, within bounds", () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: SHARDS_MAX }), (random, shards) => {
        const at = shardOf(random, shards);
        expect(at).toBe(shardOf(random, shards));
        expect(Number.isInteger(at) && at >= 0 && at < shards).toBe(true);
      }),
    );
  });

  test("is pinned, because a contact whose shard changed would be lost", () => {
    expect(["0123456789ABCDEFGHIJKL", "ABCDEFGHIJKLMNOPQRSTUV", DIGITS].map((id) => shardOf(id, 16))).toEqual(
      [4, 7, 7],
    );
  });
});
