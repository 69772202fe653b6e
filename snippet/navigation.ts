import { listen, quietly, signal } from "./page-life.ts";

/** Calls back after the address of a single-page application changed, whatever part of it. */
export const onNavigate = (callback: () => void): void => {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    listen("currententrychange", callback, navigation);
    return;
  }
  listen("popstate", callback);
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    // On the instance, not the prototype. `this`, arguments and exceptions of routers pass through untouched.
    const patched = function (this: History, ...args: Parameters<History["pushState"]>): void {
      original.apply(this, args);
      quietly(callback)();
    };
    history[name] = patched;
    signal.addEventListener("abort", () => {
      if (history[name] === patched) history[name] = original;
    });
  }
};
