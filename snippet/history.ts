import type { Core } from "./chunk.ts";
import { wrap } from "./wrap.ts";

/** Single-page navigation where there is no Navigation API (Firefox before 147, Safari before 26.2). */
export const hearHistory = (core: Core): void => {
  if ((window as { navigation?: unknown }).navigation) return;
  core.listen("popstate", core.followSoon);
  wrap(history, "pushState", core.followSoon, core);
  wrap(history, "replaceState", core.followSoon, core);
};
