import type { ConfirmedState, Served } from "../../schemas/decide.ts";
import { makeCloseButton } from "./close-button.ts";
import { makeCreative } from "./creative.ts";
import { make } from "./element.ts";
import { whenViewable } from "./viewable.ts";
import { confirm } from "./wire.ts";

/** A reservation lives a minute. */
const RENEW_MS = 30_000;

/** Takes down what is shown, and gives its reservation back where that still has a use. */
export type TakeDown = () => void;

/**
 * Shows what was reserved, and says what becomes of it. Taken down, it leaves the page's own content in its place, and the
 * room as it was unless the visitor closed it: nothing moves that nobody moved.
 */
export const show = (host: HTMLElement, { content, closable, reservation }: Served): TakeDown => {
  let isDown: unknown;
  /** There is nothing to give back any more. */
  let isSpent = false;

  const tell = async (state: ConfirmedState): Promise<void> => {
    isSpent ||= /^[vc]/.test(state);
    if (await confirm({ reservation, state })) return;
    isSpent = true;
    takeDown();
  };
  const takeDown = (isClosed?: unknown): void => {
    if (isDown) return;
    isDown = true;
    clearInterval(timer);
    removeEventListener("blur", onBlur);
    if (!isClosed) host.style.minHeight = `${host.offsetHeight}px`;
    root.replaceChildren(make("slot", {}));
    if (!isSpent) void tell("released");
  };
  const onClick = (): void => void tell("clicked");
  // What is clicked inside a frame only shows in the focus that goes there.
  const onBlur = (): unknown => root.activeElement?.matches("iframe") && onClick();
  const onReady = (): void => {
    if (isDown) return;
    void tell("rendered");
    whenViewable(host, box, () => {
      clearInterval(timer);
      void tell("viewable");
    });
  };

  const creative = makeCreative(content, onReady, () => takeDown(), onClick);
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const timer = setInterval(tell, RENEW_MS, "renewed");
  const box = make(
    "div",
    { style: "position:relative;width:fit-content;max-width:100%" },
    creative,
    closable ? makeCloseButton(() => takeDown(true)) : "",
  );
  root.replaceChildren(box);
  if (content.kind === "text") onReady();
  addEventListener("blur", onBlur);
  return takeDown;
};
