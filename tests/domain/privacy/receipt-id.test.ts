import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type RegionLetter, SHARDS_MAX } from "../../../worker/domain/identity/profile-id.ts";
import { addressOfReceipt, receiptId } from "../../../worker/domain/privacy/receipt-id.ts";

const DIGITS = "abcdefghijklmnopqrstuv";
const letter = fc.option(fc.constantFrom(...("wnsefaormux".split("") as RegionLetter[])));
const shard = fc.integer({ min: 0, max: SHARDS_MAX - 1 });

test("a receipt's id leads to the shard that made it", () => {
  fc.assert(
    fc.property(letter, shard, (of, number) => {
      const kind = of === null ? ("contact" as const) : ("visitor" as const);
      const address = { kind, letter: of, shard: number };
      expect(addressOfReceipt(receiptId(address, DIGITS))).toEqual(address);
    }),
  );
});

test.each(["", "r_", `c00${DIGITS}`, `r_c00${DIGITS}x`, `r_r_c00${DIGITS}`, `R_c00${DIGITS}`])(
  "no receipt is called %j",
  (id) => {
    expect(addressOfReceipt(id)).toBeNull();
  },
);
