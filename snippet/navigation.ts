import { listen, wrap } from "./page-life.ts";

/** Calls back after the address of a single-page application changed, whatever part of it. */
export const onNavigate = (callback: () => void): void => {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) listen("currententrychange", callback, navigation);
  else {
    listen("popstate", callback);
    wrap(history, "pushState", callback);
    wrap(history, "replaceState", callback);
  }
};
