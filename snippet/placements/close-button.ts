import { make } from "./element.ts";

/** In the corner, and large enough for a finger (WCAG 2.5.8). */
export const makeCloseButton = (onclick: () => void): HTMLButtonElement =>
  make(
    "button",
    {
      style: "position:absolute;top:0;right:0;width:24px;height:24px;padding:0",
      ariaLabel: "Close",
      onclick,
    },
    "×",
  );
