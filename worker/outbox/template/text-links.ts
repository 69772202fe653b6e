import { escapeHtml } from "./escape-html.ts";

/** Addresses as people and templates write them in plain text. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;

/** Punctuation at the end belongs to the sentence, and a bracket that was never opened to what stands around it. */
const trimmed = (address: string): string => {
  const end = address.replace(/[.,;:!?'*_]+$/, "");
  const isOpen = (end.match(/\(/g) ?? []).length < (end.match(/\)/g) ?? []).length;
  return end.endsWith(")") && isOpen ? trimmed(end.slice(0, -1)) : end;
};

/** A text in which each address is replaced; null leaves it. */
export const rewriteText = (text: string, link: (url: string) => string | null): string =>
  text.replace(ADDRESS, (address) => {
    const url = trimmed(address);
    return (link(url) ?? url) + address.slice(url.length);
  });

const linked = (line: string): string => {
  let done = 0;
  let html = "";
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    const url = trimmed(address);
    html += `${escapeHtml(line.slice(done, index))}<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
    done = index + url.length;
  }
  return html + escapeHtml(line.slice(done));
};

/** Plain text as a document: paragraphs, line breaks and links. For messages that were written without HTML. */
export const htmlOfText = (text: string): string => {
  const paragraphs = text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${paragraph.split("\n").map(linked).join("<br>\n")}</p>`);
  return `<!doctype html>\n<html><body>\n${paragraphs.join("\n")}\n</body></html>\n`;
};
