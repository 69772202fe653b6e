import { describe, expect, test } from "vitest";
import {
  forgetBrowsers,
  learnedBy,
  NO_LINKS,
  speaksFor,
  uniteLinks,
  vouchFor,
} from "../../../worker/domain/identity/browser-links.ts";

describe("a browser may hear of a contact", () => {
  test("where somebody vouched for it", () => {
    const links = vouchFor(NO_LINKS, "a");
    expect([speaksFor(links, "a"), speaksFor(links, "b")]).toEqual([true, false]);
    expect(vouchFor(links, "a")).toBe(links);
  });

  test("where nothing is known of the contact but what it told itself", () => {
    const links = { ...NO_LINKS, only: "a" };
    expect(speaksFor(learnedBy(links, "a"), "a")).toBe(true);
    expect(speaksFor(learnedBy(links, "b"), "a")).toBe(false);
    expect(speaksFor(learnedBy(links, null), "a")).toBe(false);
    expect(speaksFor(learnedBy(learnedBy(links, null), "a"), "a")).toBe(false);
  });

  test("of two contacts that are one where it was vouched for in either", () => {
    const united = uniteLinks(vouchFor({ ...NO_LINKS, only: "x" }, "a"), vouchFor(NO_LINKS, "b"));
    expect(["a", "b", "x"].map((browser) => speaksFor(united, browser))).toEqual([true, true, false]);
  });

  test("as long as it is among the last five hundred", () => {
    const browsers = Array.from({ length: 501 }, (_, index) => `v${index}`);
    const links = browsers.reduce(vouchFor, NO_LINKS);
    expect([speaksFor(links, "v0"), speaksFor(links, "v1"), speaksFor(links, "v500")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

test("an erased browser is named nowhere any more", () => {
  const links = { vouched: ["a", "b"], only: "a", tookBack: { ad_storage: "a", sms_marketing: "b" } };
  expect(forgetBrowsers(links, new Set(["a"]))).toEqual({
    vouched: ["b"],
    only: null,
    tookBack: { sms_marketing: "b" },
  });
  expect(forgetBrowsers(links, new Set(["c"]))).toBe(links);
});
