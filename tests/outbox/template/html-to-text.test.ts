import * as fc from "fast-check";
import { expect, test } from "vitest";
import { htmlToText } from "../../../worker/outbox/template/html-to-text.ts";

test.each([
  ["paragraphs", "<p>One</p><p>Two\n  three</p>", "One\n\nTwo three\n"],
  ["line breaks", "a<br>b<br/>c", "a\nb\nc\n"],
  ["headings", "<h1>Boots</h1>wait", "Boots\n\nwait\n"],
  ["a list", "<ul><li>one<li>two</ul>end", "- one\n- two\n\nend\n"],
  ["a numbered list", "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two\n"],
  ["a list in a list", "<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n\n  - b\n"],
  ["entities", "a &amp; b &lt;c&gt; &eacute;&#8364; d&nbsp;e", "a & b <c> é€ d e\n"],
  [
    "links",
    'See <a href="https://s.example/a?b=1&amp;c=2">the boots</a>.',
    "See the boots (https://s.example/a?b=1&c=2).\n",
  ],
  [
    "links that say their address",
    '<a href="https://s.example">https://s.example</a>',
    "https://s.example\n",
  ],
  [
    "links around pictures",
    '<a href="https://s.example"><img alt="Boots" src="x"></a>',
    "Boots (https://s.example)\n",
  ],
  ["links to a place in the page", '<a href="#top">top</a>', "top\n"],
  [
    "cells of a table",
    "<table><tr><td>Boots</td><td>120</td></tr><tr><td>Socks</td><td>9</td></tr></table>",
    "Boots 120\nSocks 9\n",
  ],
  [
    "no scripts, styles and titles",
    "<head><title>t</title><style>p{}</style></head><body>x<script>1<2</script></body>",
    "x\n",
  ],
  ["no comments", "a<!-- b -->c", "ac\n"],
  ["words in marked words", "<b>Bo</b>ots <i>now</i>", "Boots now\n"],
  ["a ruler", "a<hr>b", "a\n\n---\n\nb\n"],
  ["nothing", "", "\n"],
])("the text of a document has %s", (_, html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test("the links of a document are replaced, those that say their address with what they say", () => {
  const html =
    '<a href="https://a.example/(b)">b</a><a href="https://c.example">https://c.example</a><a href="#d">d</a>';
  expect(htmlToText(html, (url) => `T(${url})`)).toBe(
    "b (T(https://a.example/(b))) T(https://c.example) d\n",
  );
});

test("no document, however broken, makes it throw or leaves a script in it", () => {
  const parts = fc.constantFrom(
    "<p>",
    "</p>",
    "<a href='https://s.example'>",
    "</a>",
    "<script>",
    "evil",
    "</script>",
    "<ul>",
    "<li>",
    "</ul>",
    "<",
    ">",
    "&",
    "&amp;",
    "'",
    '"',
    "word",
    "<!--",
    "-->",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), (words) => {
      expect(typeof htmlToText(words.join(" "))).toBe("string");
      expect(htmlToText(`<script>${words.join("").replaceAll("</script>", "")}</script>end`)).toBe("end\n");
    }),
  );
});
