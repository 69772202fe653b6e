import type { CreativeContent } from "../../schemas/campaign.ts";
import { make } from "./element.ts";
import type { Rare } from "./rare.ts";

/** What calls back once the creative is there, or will not come: text is there at once. */
interface Loading {
  onload: () => void;
  onerror: () => void;
}

/** What is to be shown. What a creative says has the names of the element's own properties. */
export const makeCreative = (
  content: CreativeContent,
  loading: Loading,
  tell: (state: "clicked") => unknown,
  rare: Rare | undefined,
): HTMLElement => {
  const shared = { ...loading, style: "display:block;max-width:100%;object-fit:contain" };
  if (content.kind === "html") return rare!.makeFrame(content, shared, tell);
  // The wheel opens a link too; the right button does not.
  const onclick = ({ button }: MouseEvent): unknown => button < 2 && tell("clicked");
  const link = make("a", { onclick, onauxclick: onclick, href: content.href });
  if (!link.protocol.startsWith("http")) throw Error();
  if (content.kind === "image") {
    link.append(make("img", { ...content, ...shared }));
    return link;
  }
  const { headline, body, cta } = content;
  link.append(cta || headline);
  return make("div", {}, make("b", {}, cta ? headline : link), make("p", {}, body), cta && link);
};
