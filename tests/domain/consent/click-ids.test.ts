import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLICK_ID_PARAMETERS, withoutClickIds } from "../../../worker/domain/consent/click-ids.ts";

const BASE = "https://shop.example/boots";

test.each([
  [`${BASE}?gclid=Cj0K`, BASE],
  [`${BASE}?gclid=Cj0K&a=1`, `${BASE}?a=1`],
  [`${BASE}?a=1&gclid=Cj0K`, `${BASE}?a=1`],
  [`${BASE}?a=1&gclid=Cj0K&b=2`, `${BASE}?a=1&b=2`],
  [`${BASE}?gclid=Cj0K&fbclid=Iw`, BASE],
  [`${BASE}?gclid=Cj0K&a=1&fbclid=Iw`, `${BASE}?a=1`],
  [`${BASE}?gclid=1&gclid=2&a=1&gclid=3`, `${BASE}?a=1`],
  [`${BASE}?gclid=Cj0K#size`, `${BASE}#size`],
  [`${BASE}?a=1&gclid=Cj0K#size`, `${BASE}?a=1#size`],
  [`${BASE}?gclid=Cj0K&a=1#size`, `${BASE}?a=1#size`],
  [`${BASE}?gclid=`, BASE],
  [`${BASE}?GCLID=Cj0K&ScCid=x&sccid=y`, BASE],
  [`${BASE}#/look?gclid=Cj0K`, `${BASE}#/look`],
  [`${BASE}?gclid=a%26b%3Dc&a=1`, `${BASE}?a=1`],
])("%s loses its click ids and becomes %s", (url, clean) => {
  expect(withoutClickIds(url)).toBe(clean);
});

test.each([
  BASE,
  `${BASE}?utm_source=news&utm_medium=email`,
  `${BASE}?mygclid=1&gclid_old=2&agclid=3`,
  `${BASE}?q=gclid=1`,
  `${BASE}?gclid`,
  `${BASE}/gclid=1`,
  "",
  "android-app://com.example/",
])("%s has none and stays as it is", (url) => {
  expect(withoutClickIds(url)).toBe(url);
});

test.each([`${BASE}?`, `${BASE}?a=1&`, `${BASE}?a=1&&b=2`, `${BASE}?&a=1`, `${BASE}?#x`, `${BASE}?a=1&#x`])(
  "%s, which is untidy but has none, stays as it is",
  (url) => {
    expect(withoutClickIds(url)).toBe(url);
  },
);

const word = fc.string({ unit: fc.constantFrom(..."abcxyz0159-_.~%+".split("")) });
const pair = fc
  .tuple(word, word)
  .filter(([name]) => name !== "" && !(CLICK_ID_PARAMETERS as readonly string[]).includes(name))
  .map(([name, value]) => `${name}=${value}`);
const clickId = fc
  .tuple(fc.constantFrom(...CLICK_ID_PARAMETERS), word)
  .map(([name, value]) => `${name}=${value}`);
const hash = fc.oneof(
  fc.constant(""),
  word.map((text) => `#${text}`),
);

const queryOf = (kept: readonly string[]) => (kept.length === 0 ? "" : `?${kept.join("&")}`);

describe("in any address", () => {
  test("exactly the click ids go, and the order of the rest stays", () => {
    const parts = fc.array(
      fc.oneof(
        pair,
        clickId.map((text) => ({ click: text })),
      ),
    );
    fc.assert(
      fc.property(parts, hash, (all, end) => {
        const dirty = queryOf(all.map((part) => (typeof part === "string" ? part : part.click)));
        const clean = queryOf(all.filter((part) => typeof part === "string"));
        expect(withoutClickIds(`${BASE}${dirty}${end}`)).toBe(`${BASE}${clean}${end}`);
      }),
    );
  });

  test("cutting twice is cutting once", () => {
    const noise = fc.string({ unit: fc.constantFrom("?", "&", "=", "#", "gclid", "fbclid=", "a", "%", "/") });
    fc.assert(
      fc.property(noise, (url) => {
        const once = withoutClickIds(url);
        expect(withoutClickIds(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
