import { listen } from "./page-life.ts";
import { wrap } from "./wrap.ts";

/** Single-page navigation where there is no Navigation API (Firefox before 147, Safari before 26.2). */
export const hearHistory = (follow: () => void): void => {
  if ((window as { navigation?: unknown }).navigation) return;
  listen("popstate", follow);
  wrap(history, "pushState", follow);
  wrap(history, "replaceState", follow);
};
