import type { Core } from "./chunk.ts";
import { wrap } from "./wrap.ts";

/** Single-page navigation where there is no Navigation API (Firefox before 147, Safari before 26.2). */
export const hearHistory = (core: Core): void => {
  if ("navigation" in window) return;
  core.listen("popstate", core.followSoon);
  wrap(history, "pushState", core.followSoon, core);
  wrap(history, "replaceState", core.followSoon, core);
};
