import { Parser } from "htmlparser2";

/** What is inside is not for reading. */
const HIDDEN = new Set([
  "script",
  "style",
  "head",
  "title",
  "template",
  "noscript",
  "svg",
  "object",
  "select",
]);
/** Elements that stand by themselves, and how many blank lines around them. */
const BLOCKS: Readonly<Record<string, number>> = {
  address: 1,
  article: 1,
  blockquote: 1,
  dd: 0,
  div: 0,
  dl: 1,
  dt: 0,
  footer: 1,
  h1: 1,
  h2: 1,
  h3: 1,
  h4: 1,
  h5: 1,
  h6: 1,
  header: 1,
  hr: 1,
  li: 0,
  main: 1,
  ol: 1,
  p: 1,
  pre: 1,
  section: 1,
  table: 1,
  tr: 0,
  ul: 1,
};
const gapOf = (tag: string): number | null => (Object.hasOwn(BLOCKS, tag) ? (BLOCKS[tag] ?? null) : null);

type LinkOf = (url: string) => string | null;

interface List {
  readonly isOrdered: boolean;
  count: number;
}

/** Writes a document down as it is read. */
class Writer {
  #text = "";
  /** Line breaks that are due before the next word. */
  #breaks = 0;
  #isSpaceDue = false;
  #hidden = 0;
  /** An address was written last: a word must not run into it. */
  #isAfterAddress = false;
  readonly #link: LinkOf;
  readonly #lists: List[] = [];
  readonly #links: { readonly url: string; readonly from: number }[] = [];

  constructor(link: LinkOf) {
    this.#link = link;
  }

  get text(): string {
    return `${this.#text.trim()}\n`;
  }

  opened(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (HIDDEN.has(tag) || this.#hidden > 0) this.#hidden += Number(HIDDEN.has(tag));
    else if (tag === "br") this.#breaks = Math.max(1, this.#breaks + 1);
    else if (tag === "img") this.words(attributes["alt"] ?? "");
    else if (tag === "a") this.#links.push({ url: attributes["href"] ?? "", from: this.#text.length });
    else this.#openBlock(tag);
  }

  closed(tag: string): void {
    if (HIDDEN.has(tag)) this.#hidden = Math.max(0, this.#hidden - 1);
    if (this.#hidden > 0) return;
    if (tag === "a") this.#closeLink();
    else if (tag === "td" || tag === "th") this.#isSpaceDue = true;
    else {
      if (tag === "ul" || tag === "ol") this.#lists.pop();
      this.#break(gapOf(tag));
    }
  }

  words(text: string): void {
    if (this.#hidden > 0) return;
    const clean = text.replace(/[\s\u00A0]+/g, " ");
    const words = clean.trim();
    if (words === "") {
      this.#isSpaceDue ||= clean !== "";
      return;
    }
    if (clean.startsWith(" ")) this.#isSpaceDue = true;
    this.#write(words);
    this.#isSpaceDue = clean.endsWith(" ");
  }

  #openBlock(tag: string): void {
    this.#break(gapOf(tag));
    if (tag === "ul" || tag === "ol") this.#lists.push({ isOrdered: tag === "ol", count: 0 });
    const list = this.#lists.at(-1);
    if (tag === "hr") this.#write("---");
    if (tag === "hr") this.#break(1);
    if (tag !== "li") return;
    if (list !== undefined) list.count++;
    const indent = "  ".repeat(Math.max(0, this.#lists.length - 1));
    this.#write(indent + (list?.isOrdered === true ? `${list.count}.` : "-"));
    this.#isSpaceDue = true;
  }

  /** The address behind the words, save where the words are the address. */
  #closeLink(): void {
    const link = this.#links.pop();
    if (link === undefined || !/^(?:https?:|mailto:|tel:)/i.test(link.url)) return;
    const words = this.#text.slice(link.from).trim();
    const isSaid = words === link.url || `mailto:${words}` === link.url || `tel:${words}` === link.url;
    const address = this.#link(link.url) ?? link.url;
    if (isSaid) {
      if (address !== link.url) this.#text = this.#text.slice(0, this.#text.lastIndexOf(words)) + address;
    } else {
      this.#isSpaceDue = words !== "" || this.#isSpaceDue;
      this.#write(words === "" ? address : `(${address})`);
    }
    this.#isAfterAddress = true;
  }

  #break(gap: number | null): void {
    if (gap !== null) this.#breaks = Math.max(this.#breaks, gap + 1);
  }

  #write(words: string): void {
    const isStart = this.#text === "";
    if (this.#breaks > 0 && !isStart) this.#text += "\n".repeat(Math.min(2, this.#breaks));
    else if ((this.#isSpaceDue || (this.#isAfterAddress && /^[\p{L}\p{N}]/u.test(words))) && !isStart)
      this.#text += " ";
    this.#breaks = 0;
    this.#isAfterAddress = false;
    this.#isSpaceDue = false;
    this.#text += words;
  }
}

/**
 * The plain text of a document: what it says, with lists, line breaks, and links as `text (address)`. `link` gives the
 * address that stands for another; null leaves it.
 */
export const htmlToText = (html: string, link: LinkOf = () => null): string => {
  const writer = new Writer(link);
  const parser = new Parser({
    onopentag: (tag, attributes) => writer.opened(tag, attributes),
    onclosetag: (tag) => writer.closed(tag),
    ontext: (text) => writer.words(text),
  });
  parser.write(html);
  parser.end();
  return writer.text;
};
