import type { ConfirmedState, Served } from "../../schemas/decide.ts";
import { confirm } from "./confirm.ts";
import { makeCreative } from "./creative.ts";
import { make } from "./element.ts";
import type { Rare } from "./rare.ts";
import { whenViewable } from "./viewable.ts";

/** A reservation lives a minute. */
const RENEW_MS = 30_000;

/** A placement, and what takes down what is shown there. */
export interface Shown {
  host: HTMLElement;
  /** Gives the reservation back, too, where that still has a use. */
  takeDown?: () => void;
}
export type Show = (placement: Shown | undefined, served: Served, rare: Rare | undefined) => void;

/**
 * Shows what was reserved, and says what becomes of it. Taken down, it leaves the page's own content in its place, and the
 * room as it was unless the visitor closed it: nothing moves that nobody moved.
 */
const fill = (host: HTMLElement, { content, closable, reservation }: Served, rare: Rare | undefined) => {
  /** There is nothing to give back any more. */
  let isSpent = false;

  const tell = async (state: ConfirmedState): Promise<void> => {
    isSpent ||= /^[vc]/.test(state);
    if (await confirm({ reservation, state })) return;
    isSpent = true;
    takeDown();
  };
  const takeDown = (closing?: Event): void => {
    if (!box.parentNode) return;
    clearInterval(timer);
    if (!closing) host.style.minHeight = `${host.offsetHeight}px`;
    root.replaceChildren(make("slot", {}));
    if (!isSpent) void tell("released");
  };
  const onload = (): void => {
    if (!box.parentNode) return;
    void tell("rendered");
    whenViewable(host, box, () => {
      clearInterval(timer);
      void tell("viewable");
    });
  };

  const creative = makeCreative(content, { onload, onerror: () => takeDown() }, tell, rare);
  const box = make(
    "div",
    { style: "position:relative;width:fit-content;max-width:100%" },
    creative,
    closable ? rare!.makeCloseButton(takeDown) : "",
  );
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const timer = setInterval(tell, RENEW_MS, "renewed");
  root.replaceChildren(box);
  if (content.kind === "text") onload();
  return takeDown;
};

/** The chunk. What cannot be shown is given back. */
const show: Show = (placement, served, rare) => {
  try {
    placement!.takeDown = fill(placement!.host, served, rare);
  } catch {
    // It has left, it is no element that can have a shadow tree, or the address is not one of the web.
    void confirm({ reservation: served.reservation, state: "released" });
  }
};
export default show;
