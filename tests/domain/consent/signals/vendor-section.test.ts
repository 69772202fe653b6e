import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  skipRestrictions,
  vendorsContain,
} from "../../../../worker/domain/consent/signals/vendor-section.ts";
import { base64urlOf, bitsOf, countSteps } from "./bits.ts";
import { HOSTILE_RANGES_BITS } from "./tcf-samples.ts";

const RANGES = 4_095;

test("a list of 4,095 ranges over all vendors takes three steps for each range", () => {
  const { result, steps, bits } = countSteps(base64urlOf(HOSTILE_RANGES_BITS), (reader) =>
    vendorsContain(reader, 65_535),
  );
  expect({ result, steps, bits }).toEqual({ result: true, steps: 3 + 3 * RANGES, bits: 29 + 33 * RANGES });
});

test("a list of bits for all vendors takes five steps", () => {
  const text = base64urlOf(bitsOf([65_535, 16], [0, 1]) + "1".repeat(65_535));
  const { result, steps } = countSteps(text, (reader) => vendorsContain(reader, 40_000));
  expect({ result, steps }).toEqual({ result: true, steps: 5 });
});

test("restrictions that announce more than the text has end with the text", () => {
  const text = base64urlOf(bitsOf([4_095, 12], [0, 8], [4_095, 12]) + "0".repeat(600));
  const { result, steps } = countSteps(text, skipRestrictions);
  expect(result).toBeNull();
  expect(steps).toBeLessThan(632);
});

test("whatever the bits, a list takes no more steps than it has bits", () => {
  fc.assert(
    fc.property(
      fc.base64String({ maxLength: 400 }).map((text) => text.replaceAll(/[=+/]/g, "_")),
      fc.nat(70_000),
      (text, vendor) => {
        for (const read of [
          (reader: Parameters<typeof vendorsContain>[0]) => vendorsContain(reader, vendor),
          skipRestrictions,
        ]) {
          const { steps } = countSteps(text, read);
          expect(steps).toBeLessThanOrEqual(text.length * 6 + 4);
        }
      },
    ),
  );
});
