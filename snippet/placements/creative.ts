import type { CreativeContent } from "../../schemas/campaign.ts";
import { make } from "./element.ts";

interface Policy {
  createHTML: (html: string) => string;
}
declare const window: { trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } };

/** A page that names its policies allows each to be made once. */
let policy: Policy | undefined;

/** Links open beside the page, not in the frame. */
const START = "<!doctype html><base target=_blank>";

/**
 * The author's HTML, for a frame that runs no script and belongs to no origin. `srcdoc` is a sink of Trusted Types, and takes
 * a policy; a page that names its policies has to name this one. An address (`blob:`, `data:`) would be no sink, but
 * `frame-src` asks of it, which far more pages have.
 */
const trust = (html: string): string => {
  policy ??= window.trustedTypes?.createPolicy("halley", { createHTML: String });
  return policy?.createHTML(html) ?? html;
};

/**
 * What is to be shown. What a creative says has the names of the element's own properties. Text is there at once, the rest
 * calls back.
 */
export const makeCreative = (
  content: CreativeContent,
  onload: () => void,
  onerror: () => void,
  onClick: () => void,
): HTMLElement => {
  const own = {
    ...content,
    style: "display:block;border:0;max-width:100%;object-fit:contain",
    onload,
    onerror,
  };
  if (content.kind === "html") {
    const sandbox = "allow-popups allow-popups-to-escape-sandbox";
    return make("iframe", { sandbox, ...own, srcdoc: trust(START + content.html) });
  }
  // The wheel opens a link too; the right button does not.
  const onclick = ({ button }: MouseEvent): unknown => button < 2 && onClick();
  const link = make("a", { href: content.href, onclick, onauxclick: onclick });
  if (!link.protocol.startsWith("http")) throw new TypeError();
  if (content.kind === "image") {
    link.append(make("img", own));
    return link;
  }
  const { headline, body, cta } = content;
  link.append(cta || headline);
  return make("div", {}, cta ? make("b", {}, headline) : link, make("p", {}, body), cta ? link : "");
};
