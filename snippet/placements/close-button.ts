/** In the corner, and large enough for a finger (WCAG 2.5.8). In English everywhere: words for six languages cost 61 B. */
export const makeCloseButton = (onclick: (event: Event) => void): HTMLButtonElement =>
  Object.assign(document.createElement("button"), {
    style: "position:absolute;inset:0 0 auto auto;padding:5px 9px",
    lang: "en",
    ariaLabel: "Close",
    textContent: "×",
    onclick,
  });
