import { make } from "./element.ts";

/** Space below and above the panel, as in the style sheet. */
const MARGIN_PX = 32;

/**
 * Lets the page scroll far enough that a panel fixed to the bottom edge hides neither the end of the page nor what the
 * keyboard goes to (WCAG 2.4.11), without moving anything: the spacer is outside the flow of the page.
 */
export const spacer = make("div", { className: "room" });

const makeRoom = (panel: HTMLElement): void => {
  const { documentElement: root, body } = document;
  const height = panel.isConnected ? panel.offsetHeight + MARGIN_PX : 0;
  spacer.style.height = "0";
  const { scrollHeight, clientHeight } = root;
  // Room that a short page does not need would only bring a scroll bar, and that would move the page.
  const isNeeded = scrollHeight > clientHeight || body.getBoundingClientRect().bottom > clientHeight - height;
  const room = `${isNeeded ? height : 0}px`;
  Object.assign(spacer.style, { top: `${scrollHeight}px`, height: room });
  root.style.scrollPaddingBottom = height ? room : "";
};

/** Keeps the room right while the panel is there; the answer takes it back. */
export const keepRoom = (panel: HTMLElement): (() => void) => {
  const observer = new ResizeObserver(() => makeRoom(panel));
  observer.observe(panel);
  observer.observe(document.documentElement);
  return () => {
    observer.disconnect();
    makeRoom(panel);
  };
};
