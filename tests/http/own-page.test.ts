import { expect, test } from "vitest";
import { requireOwnPage } from "../../worker/http/visitor-page/own-page.ts";

const isAllowed = (headers: Record<string, string>): boolean => {
  try {
    requireOwnPage(new Request("http://shop.example:8790/h/shop/p", { method: "POST", headers }));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "origin_foreign" });
    return false;
  }
};

test.each<[boolean, Record<string, string>]>([
  [true, { "sec-fetch-site": "same-origin" }],
  // What a browser sends that was told not to name pages.
  [true, { "sec-fetch-site": "same-origin", origin: "null" }],
  [true, { origin: "http://shop.example:8790" }],
  // The proxy in front ended TLS.
  [true, { origin: "https://shop.example:8790" }],
  [false, { "sec-fetch-site": "cross-site" }],
  [false, { "sec-fetch-site": "same-site" }],
  [false, { "sec-fetch-site": "none" }],
  [false, { "sec-fetch-site": "cross-site", origin: "http://shop.example:8790" }],
  [false, { origin: "https://evil.example" }],
  [false, { origin: "http://shop.example" }],
  [false, { origin: "null" }],
  [false, { origin: "nonsense" }],
  [false, {}],
])("a form may act: %s, where the browser says %o", (expected, headers) => {
  expect(isAllowed(headers)).toBe(expected);
});
