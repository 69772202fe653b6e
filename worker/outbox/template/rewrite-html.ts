import { QuoteType, Tokenizer } from "htmlparser2";
import { escapeHtml } from "./escape-html.ts";

/** What a rewriting does with a document. */
export interface HtmlChanges {
  /** The address in place of another; null leaves it. */
  readonly link: (href: string) => string | null;
  /** HTML in front of the first text; empty for none. */
  readonly opening: string;
  /** HTML at the end; empty for none. */
  readonly closing: string;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const LINKS = new Set(["a", "area"]);
const nothing = (): void => undefined;

/** One attribute while it is read. */
interface Attribute {
  readonly name: string;
  /** Where its name ends. */
  readonly end: number;
  /** With entities resolved. */
  value: string;
}

/** Finds the places to change. The text between them stays byte for byte. */
class Finder {
  readonly edits: Edit[] = [];
  bodyFrom = 0;
  bodyTo: number | null = null;
  readonly #html: string;
  readonly #link: HtmlChanges["link"];
  #tag = "";
  #attribute: Attribute | null = null;

  constructor(html: string, link: HtmlChanges["link"]) {
    this.#html = html;
    this.#link = link;
  }

  run(): void {
    const tokenizer = new Tokenizer(
      { decodeEntities: true },
      {
        onopentagname: (start, end) => {
          this.#tag = this.#text(start, end);
        },
        onopentagend: (end) => this.#opened(end),
        onselfclosingtag: (end) => this.#opened(end),
        onclosetag: (start, end) => {
          if (this.#text(start, end) === "body") this.bodyTo = this.#html.lastIndexOf("<", start);
        },
        onattribname: (start, end) => {
          this.#attribute = { name: this.#text(start, end), end, value: "" };
        },
        onattribdata: (start, end) => {
          if (this.#attribute !== null) this.#attribute.value += this.#html.slice(start, end);
        },
        onattribentity: (codepoint) => {
          if (this.#attribute !== null) this.#attribute.value += String.fromCodePoint(codepoint);
        },
        onattribend: (quote, end) => this.#attributeEnded(quote, end),
        ontext: nothing,
        ontextentity: nothing,
        oncomment: nothing,
        oncdata: nothing,
        ondeclaration: nothing,
        onprocessinginstruction: nothing,
        onend: nothing,
      },
    );
    tokenizer.write(this.#html);
    tokenizer.end();
  }

  #text(start: number, end: number): string {
    return this.#html.slice(start, end).toLowerCase();
  }

  #opened(end: number): void {
    if (this.#tag === "body") this.bodyFrom = end + 1;
  }

  #attributeEnded(quote: QuoteType, end: number): void {
    const attribute = this.#attribute;
    this.#attribute = null;
    if (attribute?.name !== "href" || !LINKS.has(this.#tag) || quote === QuoteType.NoValue) return;
    const link = this.#link(attribute.value);
    if (link === null) return;
    const equals = /^\s*=\s*/.exec(this.#html.slice(attribute.end, end))?.[0].length ?? 0;
    this.edits.push({ from: attribute.end + equals, to: end, text: `"${escapeHtml(link)}"` });
  }
}

/** Rewrites the links of a document and puts something at its beginning and its end. */
export const rewriteHtml = (html: string, { link, opening, closing }: HtmlChanges): string => {
  const finder = new Finder(html, link);
  finder.run();
  const { bodyFrom, bodyTo } = finder;
  const edits: Edit[] = [
    ...finder.edits,
    { from: bodyFrom, to: bodyFrom, text: opening },
    { from: bodyTo ?? html.length, to: bodyTo ?? html.length, text: closing },
  ].toSorted((a, b) => a.from - b.from);
  let done = 0;
  let written = "";
  for (const { from, to, text } of edits) {
    if (from < done) continue;
    written += html.slice(done, from) + text;
    done = to;
  }
  return written + html.slice(done);
};
