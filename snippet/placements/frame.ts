import type { CreativeContent } from "../../schemas/campaign.ts";

interface Policy {
  createHTML: (html: string) => string;
}
declare const window: { trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } };

/** A page that names its policies allows each to be made once. */
let policy: Policy | undefined;

/** Links open beside the page, not in the frame. */
const START = "<!doctype html><base target=_blank>";

/**
 * `srcdoc` is a sink of Trusted Types, and takes a policy; a page that names its policies has to name this one. An address
 * (`blob:`, `data:`) would be no sink, but `frame-src` asks of it, which far more pages have.
 */
const trust = (html: string): string => {
  policy ??= window.trustedTypes?.createPolicy("halley", { createHTML: String });
  return policy?.createHTML(html) ?? html;
};

/** The author's HTML, in a frame that runs no script and belongs to no origin. */
export const makeFrame = (
  content: Extract<CreativeContent, { kind: "html" }>,
  shared: object,
  tell: (state: "clicked") => unknown,
): HTMLElement => {
  const frame = Object.assign(document.createElement("iframe"), {
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    frameBorder: "0",
    ...content,
    ...shared,
    srcdoc: trust(START + content.html),
  });
  // What is clicked inside a frame only shows in the focus that goes there; one that was taken down has no root that knows.
  addEventListener("blur", () => {
    if ((frame.getRootNode() as ShadowRoot).activeElement === frame) tell("clicked");
  });
  return frame;
};
