import { HeaderV1 } from "@iabgpp/cmpapi";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  readHeader,
  SECTION_ID_MAX,
  SECTIONS_MAX,
  splitGpp,
} from "../../../../worker/domain/consent/signals/gpp-header.ts";
import { base64urlOf, bitsOf, countSteps } from "./bits.ts";

const headerOf = (ids: readonly number[]): string => {
  const header = new HeaderV1();
  header.setFieldValue("SectionIds", [...ids]);
  return header.encode();
};
const idsOf = (header: string) => countSteps(header, readHeader).result;

test("every id that is read is read from what the IAB's library writes, and none above", () => {
  for (let id = 1; id <= SECTION_ID_MAX; id += 1) expect(idsOf(headerOf([id]))).toEqual([id]);
  for (const id of [SECTION_ID_MAX + 1, 88, 89, 90, 1_000, 65_535]) expect(idsOf(headerOf([id]))).toBeNull();
});

test("lists of ids with gaps and ranges are read as the IAB's library writes them", () => {
  const ids = fc
    .uniqueArray(fc.integer({ min: 1, max: SECTION_ID_MAX }), { maxLength: SECTIONS_MAX })
    .map((list) => list.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(ids, (list) => {
      expect(idsOf(headerOf(list))).toEqual(list);
    }),
  );
});

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const odd = (count: number) => Array.from({ length: count }, (_, index) => 2 * index + 1);

test("no more sections are read than are allowed, as a range and one by one", () => {
  for (const list of [upTo(SECTIONS_MAX - 1), upTo(SECTIONS_MAX), odd(SECTIONS_MAX)]) {
    expect(idsOf(headerOf(list))).toEqual(list);
  }
  expect(idsOf(headerOf(upTo(SECTIONS_MAX + 1)))).toBeNull();
  expect(idsOf(headerOf([...odd(SECTIONS_MAX - 1), 62, 63]))).toBeNull();
});

const groups = (count: number, bits: string) =>
  base64urlOf(bitsOf([3, 6], [1, 6], [count, 12]) + bits.padEnd(90_000, "0"));

describe("a hostile header", () => {
  test.each([
    ["with a number of 90,000 digits", groups(1, "0"), 3 + 1 + 9],
    ["with a range to a number of 90,000 digits", groups(1, "1".concat("11")), 3 + 1 + 2 + 9],
    ["with a range over a billion", groups(1, `111${"0".repeat(44)}11`), 3 + 1 + 2 + 9],
    ["with 4,095 groups, each an id of its own", groups(4_095, "011".repeat(4_095)), 3 + 33 * 3],
  ])("%s is given up after a few steps", (_, header, steps) => {
    const counted = countSteps(header, readHeader);
    expect(counted.result).toBeNull();
    expect(counted.steps).toBeLessThanOrEqual(steps);
  });
});

test.each([
  ["DBAA", []],
  ["DBABLA~a", [{ id: 7, text: "a" }]],
  ["DBABLA", null],
  ["DBABLA~a~b", null],
  ["DBAA~", null],
  ["DBAA.", null],
  ["DBAA=", null],
  ["DBAB", null],
  ["DBA", null],
  ["", null],
  ["~", null],
  ["CBAA", null],
  ["DCAA", null],
  ["DAAA", null],
])("%s has the sections %j", (text, sections) => {
  expect(splitGpp(text)).toEqual(sections);
});
