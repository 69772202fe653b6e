import { describe, expect, test } from "vitest";
import { withoutClickIds } from "../../snippet/click-ids.ts";

const cut = (url: string): string =>
  (JSON.parse(withoutClickIds(JSON.stringify({ url }))) as { url: string }).url;

/** What the collector makes of the signs that are left over: an empty parameter is none. */
const tidied = (url: string): string => {
  const { origin, pathname, search, hash } = new URL(url);
  const params = search.slice(1).split("&").filter(Boolean).join("&");
  return `${origin}${pathname}${params && `?${params}`}${hash.length > 1 ? hash : ""}`;
};

describe("click ids", () => {
  test.for([
    ["https://a.b/?gclid=1", "https://a.b/"],
    ["https://a.b/?gclid=1#top", "https://a.b/#top"],
    ["https://a.b/?gclid=1&x=2", "https://a.b/?x=2"],
    ["https://a.b/?x=2&gclid=1", "https://a.b/?x=2"],
    ["https://a.b/?x=2&gclid=1&y=3", "https://a.b/?x=2&y=3"],
    ["https://a.b/?gclid=1&fbclid=2&x=3&msclkid=4&ttclid=5", "https://a.b/?x=3"],
    ["https://a.b/?gclid=", "https://a.b/"],
    ["https://a.b/?GCLID=1&sccid=2&ScCid=3", "https://a.b/"],
    ["https://a.b/#gclid=1", "https://a.b/"],
    ["https://a.b/?x=what?&gclid=1", "https://a.b/?x=what?"],
  ] as const)("leave %s", ([url, expected]) => {
    expect(tidied(cut(url))).toBe(expected);
  });

  test.for([
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "ttclid",
    "li_fat_id",
    "twclid",
    "epik",
    "rdt_cid",
    "ScCid",
  ])("include %s", (name) => {
    expect(cut(`https://a.b/?${name}=Ab-1_2.3&x=1`)).toBe("https://a.b/?&x=1");
  });

  test.for([
    "https://a.b/?x=gclid=1",
    "https://a.b/?gclid_seen=1",
    "https://a.b/?sclk=1&my-epik-tale=1",
    "https://a.b/gclid=1",
    "https://a.b/?x=1&",
    "What? #1 & co",
  ])("are not in %s", (url) => {
    expect(cut(url)).toBe(url);
  });

  test("are cut from any text without breaking it", () => {
    const event = { a: 'say "?gclid=1" twice', b: ["?x&fbclid=\\", "é?gclid=ü"], c: { d: 1 } };
    expect(JSON.parse(withoutClickIds(JSON.stringify(event)))).toEqual({
      a: 'say "?" twice',
      b: ["?x&\\", "é?"],
      c: { d: 1 },
    });
  });
});
