import * as fc from "fast-check";
import { expect, test } from "vitest";
import { urlHost, urlPath } from "../../../worker/domain/audience/condition/page-url.ts";

test.each([
  ["https://shop.example/boots", "/boots"],
  ["https://shop.example/boots/?size=9#top", "/boots/"],
  ["https://shop.example", "/"],
  ["https://shop.example?x=/y", "/"],
  ["https://shop.example#/y", "/"],
  ["HTTPS://shop.example/A%20b", "/A%20b"],
  ["//shop.example/a", "/a"],
  ["/a/b?c", "/a/b"],
  ["https://shop.example/a//b", "/a//b"],
  ["", undefined],
  ["boots", undefined],
  ["about:blank", undefined],
  ["mailto:a@shop.example", undefined],
])("the path of %s is %s", (url, path) => {
  expect(urlPath(url)).toBe(path);
});

test.each([
  ["https://Shop.Example/boots", "shop.example"],
  ["https://shop.example:443/", "shop.example"],
  ["http://shop.example:80/", "shop.example"],
  ["http://shop.example:443/", "shop.example:443"],
  ["https://shop.example:8443/", "shop.example:8443"],
  ["https://a:b@c@shop.example/", "shop.example"],
  ["https://shop.example?@evil.example", "shop.example"],
  ["https://shop.example\\@evil.example", "shop.example"],
  ["//shop.example", "shop.example"],
  ["/boots", undefined],
  ["https:///boots", undefined],
  ["about:blank", undefined],
])("the host of %s is %s", (url, host) => {
  expect(urlHost(url)).toBe(host);
});

test("path and host of an address in normal form are the platform's", () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
      const url = new URL(text);
      expect(urlPath(url.href)).toBe(url.pathname);
      expect(urlHost(url.href)).toBe(url.host);
    }),
  );
});
