import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Text with `code`, **weight**, and paragraphs at empty lines. */
const inline = (text: string): string =>
  escape(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");

export const said = (text: string): Html => raw(inline(text));

export const paragraphs = (text: string): Html =>
  raw(
    text
      .split("\n\n")
      .map((part) => `<p>${inline(part)}</p>`)
      .join(""),
  );

/** Made apart from templates, whose white space would show. Wide ones scroll, also with the keyboard. */
export const codeBlock = (code: string, label: string): Html =>
  raw(`<pre tabindex="0" role="region" aria-label="${escape(label)}"><code>${escape(code)}</code></pre>`);
