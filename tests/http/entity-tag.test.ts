import { expect, test } from "vitest";
import { acceptsGzip, gzipTag, resumedAt } from "../../worker/http/export/entity-tag.ts";
import { isKnown } from "../../worker/http/if-none-match.ts";

test.each([
  [undefined, false],
  ["", false],
  ["identity", false],
  ["gzip", true],
  ["GZIP", true],
  ["br, gzip", true],
  ["br;q=1.0, gzip;q=0.5", true],
  ["gzip;q=0", false],
  ["gzip; q=0.0, *", false],
  ["*", true],
  ["*;q=0", false],
  ["xgzip", false],
])("Accept-Encoding %j takes gzip: %s", (header, accepts) => {
  expect(acceptsGzip(header)).toBe(accepts);
});

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ["*", true],
  ["a", false],
  ['"a-gzip"', false],
])("If-None-Match %j names the tag: %s", (header, known) => {
  expect(isKnown(header, '"a"')).toBe(known);
});

test("a compressed text has a tag of its own", () => {
  expect(gzipTag('"a"')).toBe('"a-gzip"');
});

test.each([
  [undefined, null],
  ["bytes=0-", 0],
  ["bytes=17-", 17],
  ["bytes=17-20", null],
  ["bytes=-5", null],
  ["bytes=1-,3-", null],
  ["items=1-", null],
  ["bytes=-1-", null],
  ["bytes=1e3-", null],
  [`bytes=${"9".repeat(16)}-`, null],
])("Range %j goes on at %s", (header, at) => {
  expect(resumedAt(header)).toBe(at);
});
