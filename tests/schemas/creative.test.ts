import { describe, expect, test } from "vitest";
import { CREATIVE_HTML_MAX_LENGTH, CREATIVE_SIDE_MAX_PX, URL_MAX_LENGTH } from "../../schemas/limits.ts";
import { HTML, IMAGE, TEXT, withFields } from "./campaign-sample.ts";

const withCreative = (fields: object) => withFields({ creatives: [{ id: "a", content: TEXT, ...fields }] });
const withContent = (content: object) => withCreative({ content });

describe("a creative", () => {
  test.each<[string, object, string]>([
    ["an id that is no name", { id: "A" }, "/id"],
    ["a weight below 0", { weight: -1 }, "/weight"],
    ["a weight above 1000", { weight: 1_001 }, "/weight"],
    ["dates in reverse", { start: 2, end: 1 }, "/end"],
    ["no time between its dates", { start: 2, end: 2 }, "/end"],
    ["a day to look at it", { review_by: "2026-12-24" }, "/review_by"],
    ["a button's text", { closable: "Close" }, "/closable"],
    ["an unknown field", { size: "300x250" }, ""],
    ["a content of a later version", { content: { kind: "video" } }, "/content/kind"],
    ["no content", { content: null }, "/content"],
  ])("with %s is refused where it lies", (_, fields, pointer) => {
    expect(withCreative(fields)).toEqual([`/creatives/0${pointer}`]);
  });

  test("has an id that no other of the campaign has", () => {
    const creatives = ["a", "b", "a"].map((id) => ({ id, content: TEXT }));
    expect(withFields({ creatives })).toEqual(["/creatives"]);
  });

  test("of weight 0 is never alone, where they are weighted", () => {
    const creatives = ["a", "b"].map((id) => ({ id, weight: 0, content: TEXT }));
    expect(withFields({ creatives })).toEqual(["/creatives"]);
    expect(withFields({ creatives, rotation: "sequential" })).toEqual([]);
    expect(withFields({ creatives: [...creatives, { id: "c", content: TEXT }] })).toEqual([]);
  });
});

describe("a content", () => {
  test.each<[string, object, string]>([
    ["a text without headline", { ...TEXT, headline: "" }, "/headline"],
    ["a text that brings markup", { ...TEXT, html: "<b>" }, ""],
    ["an image without size", { ...IMAGE, width: undefined }, "/width"],
    ["an image that does not say what is on it", { ...IMAGE, alt: undefined }, "/alt"],
    ["an image from nowhere", { ...IMAGE, src: "b.png" }, "/src"],
    ["an image in its address", { ...IMAGE, src: "data:image/png;base64,AA==" }, "/src"],
    ["an image of parts of a pixel", { ...IMAGE, height: 0.5 }, "/height"],
    ["no HTML", { ...HTML, html: "" }, "/html"],
    ["HTML that does not survive storing", { ...HTML, html: "a\0" }, "/html"],
    ["HTML of no height", { ...HTML, height: 0 }, "/height"],
  ])("%s is refused where it lies", (_, content, pointer) => {
    expect(withContent(content)).toEqual([`/creatives/0/content${pointer}`]);
  });

  test.each(["https://shop.example", "http://localhost:8787/boots", "https://shop.example/?a=b#part"])(
    "leads to %s",
    (href) => {
      expect(withContent({ ...TEXT, href })).toEqual([]);
    },
  );

  test.each([
    "",
    "/boots",
    "//shop.example/",
    "shop.example",
    "https:shop.example",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "ftp://shop.example/",
    "mailto:ada@shop.example",
    "https://shop.example/\uD800",
    "https://shop.example/a\0b",
  ])("does not lead to %j", (href) => {
    const pointers = ["/creatives/0/content/href"];
    expect(withContent({ ...TEXT, href })).toEqual(pointers);
    expect(withContent({ ...IMAGE, href })).toEqual(pointers);
  });

  test.each([
    [URL_MAX_LENGTH - 1, true],
    [URL_MAX_LENGTH, true],
    [URL_MAX_LENGTH + 1, false],
  ])("leads to an address of %d characters: %s", (length, isValid) => {
    const href = "https://shop.example/".padEnd(length, "a");
    expect(withContent({ ...TEXT, href })).toEqual(isValid ? [] : ["/creatives/0/content/href"]);
  });

  test.each([
    [CREATIVE_HTML_MAX_LENGTH - 1, true],
    [CREATIVE_HTML_MAX_LENGTH, true],
    [CREATIVE_HTML_MAX_LENGTH + 1, false],
  ])("has %d characters of HTML: %s", (length, isValid) => {
    const html = "a".repeat(length);
    expect(withContent({ ...HTML, html })).toEqual(isValid ? [] : ["/creatives/0/content/html"]);
  });

  test.each([
    [CREATIVE_SIDE_MAX_PX - 1, true],
    [CREATIVE_SIDE_MAX_PX, true],
    [CREATIVE_SIDE_MAX_PX + 1, false],
  ])("is %d pixels wide: %s", (width, isValid) => {
    for (const content of [IMAGE, HTML])
      expect(withContent({ ...content, width })).toEqual(isValid ? [] : ["/creatives/0/content/width"]);
  });
});
