import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { URL_MAX_LENGTH } from "../../../schemas/limits.ts";
import { escapeHtml } from "../../../worker/outbox/template/escape-html.ts";
import { rewriteHtml } from "../../../worker/outbox/template/rewrite-html.ts";
import { htmlOfText, rewriteText } from "../../../worker/outbox/template/text-links.ts";
import { type LinkPorts, trackedLink, withCampaign } from "../../../worker/outbox/template/track-link.ts";
import { character } from "./character.ts";

const BASE = "https://shop.example/h/shop";
const PORTS: LinkPorts = {
  base: BASE,
  origins: ["https://shop.example"],
  journey: "cart",
  medium: "email",
  click: (url) => `T(${url})`,
};
const UTM = "utm_source=halley&utm_medium=email&utm_campaign=cart";

const rewritten = (html: string): string =>
  rewriteHtml(html, {
    link: (href) => (href.startsWith("http") ? `T(${href})` : null),
    opening: "",
    closing: "",
  });

describe("in HTML", () => {
  test.each([
    ["in double quotes", '<a href="http://a/?b=1&amp;c=2">x</a>', '<a href="T(http://a/?b=1&amp;c=2)">x</a>'],
    ["in single quotes", `<a class=b href='http://a/"'>x</a>`, '<a class=b href="T(http://a/&quot;)">x</a>'],
    ["without quotes", "<a href=http://a/?b=1 title=c>x</a>", '<a href="T(http://a/?b=1)" title=c>x</a>'],
    ["with an entity in front", '<a href="&#104;ttp://a">x</a>', '<a href="T(http://a)">x</a>'],
    ["with blanks around", '<A HREF = "http://a">x</A>', '<A HREF = "T(http://a)">x</A>'],
    ["of an area", '<area href="http://a">', '<area href="T(http://a)">'],
  ])("a link %s is replaced, and nothing else", (_, html, expected) => {
    expect(rewritten(html)).toBe(expected);
  });

  test.each([
    '<a href="mailto:a@b.example">x</a>',
    '<a href="#top">x</a>',
    "<a href>x</a>",
    '<link href="http://a">',
    '<img src="http://a">',
    '<!-- <a href="http://a"> -->',
    '<style>a { background: url("http://a") }</style>',
    '<p title="<a href=http://a>">x</p>',
  ])("%s stays as it is", (html) => {
    expect(rewritten(html)).toBe(html);
  });

  test.each([
    ["<html><body class=a><p>x</p></body></html>", "<html><body class=a>O<p>x</p>C</body></html>"],
    ["<p>x</p>", "O<p>x</p>C"],
    ["<BODY>x</BODY >", "<BODY>OxC</BODY >"],
    ["", "OC"],
  ])("what is put in %s stands at the start and the end of the body", (html, expected) => {
    expect(rewriteHtml(html, { link: () => null, opening: "O", closing: "C" })).toBe(expected);
  });

  test("a rewriting that changes nothing leaves every byte", () => {
    const parts = fc.constantFrom(
      "<a href='http://a'>",
      "</a>",
      "<body>",
      "</body>",
      "<",
      ">",
      "&",
      '"',
      "'",
      "=",
      "x",
      "href",
      "<!--",
      "-->",
      "<script>",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (words) => {
        const html = words.join("");
        expect(rewriteHtml(html, { link: () => null, opening: "", closing: "" })).toBe(html);
      }),
    );
  });

  test("no address breaks out of its attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 30 }), (address) => {
        const html = rewriteHtml('<a href="x">y</a>', { link: () => address, opening: "", closing: "" });
        expect(html).toBe(`<a href="${escapeHtml(address)}">y</a>`);
        expect(escapeHtml(address)).not.toMatch(/["'<>]/);
      }),
    );
  });
});

describe("in text", () => {
  test.each([
    ["See https://a.example/b.", "See T(https://a.example/b)."],
    ["(https://a.example/b_(c))", "(T(https://a.example/b_(c)))"],
    ["https://a.example?x=1, https://b.example!", "T(https://a.example?x=1), T(https://b.example)!"],
    ["<https://a.example>", "<T(https://a.example)>"],
    ["a@b.example and b.example", "a@b.example and b.example"],
  ])("%s becomes %s", (text, expected) => {
    expect(rewriteText(text, (url) => `T(${url})`)).toBe(expected);
  });

  test("becomes a document with paragraphs, line breaks and links", () => {
    expect(htmlOfText("Hi <you>\nSee https://a.example/?b=1&c=2.\n\nBye")).toBe(
      '<!doctype html>\n<html><body>\n<p>Hi &lt;you&gt;<br>\nSee <a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>.</p>\n<p>Bye</p>\n</body></html>\n',
    );
  });
});

describe("a link", () => {
  test.each([
    ["https://other.example/größe €?q=ü b", "https://other.example/gr%C3%B6%C3%9Fe%20%E2%82%AC?q=%C3%BC%20b"],
    [" https://other.example/a\n b\r\n ", "https://other.example/a%20b"],
  ])("%j is signed as it can stand in a header", (url, expected) => {
    expect(trackedLink(url, PORTS)).toBe(`T(${expected})`);
  });

  test.each([
    [URL_MAX_LENGTH, true],
    [URL_MAX_LENGTH + 1, false],
  ])("of %d characters is signed: %s", (length, isSigned) => {
    const url = "https://other.example/".padEnd(length, "x");
    expect(trackedLink(url, PORTS)).toBe(isSigned ? `T(${url})` : null);
  });

  test.each([
    ["https://shop.example/a", `https://shop.example/a?${UTM}`],
    ["https://shop.example", `https://shop.example?${UTM}`],
    ["https://shop.example/a?b=1#c", `https://shop.example/a?b=1&${UTM}#c`],
    ["https://shop.example/a?b=%20#c?d", `https://shop.example/a?b=%20&${UTM}#c?d`],
    [
      "https://shop.example/?utm_source=x&utm_medium=",
      "https://shop.example/?utm_source=x&utm_medium=&utm_campaign=cart",
    ],
    [`https://shop.example/?${UTM}`, `https://shop.example/?${UTM}`],
    ["https://shop.example.evil.example/a", "https://shop.example.evil.example/a"],
    ["https://other.example/a?sig=1", "https://other.example/a?sig=1"],
  ])("%s is marked as %s", (url, expected) => {
    expect(withCampaign(url, PORTS)).toBe(expected);
    expect(trackedLink(url, PORTS)).toBe(`T(${expected})`);
  });

  test.each([
    "mailto:a@b.example",
    "#top",
    "/relative",
    "tel:+49",
    "javascript:alert(1)",
    "http://",
    `${BASE}/u/token`,
    BASE,
    "",
  ])("%s stays as it is", (url) => {
    expect(trackedLink(url, PORTS)).toBeNull();
  });
});
