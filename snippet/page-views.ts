import { deliver, deliverSoon } from "./delivery.ts";
import { onNavigate } from "./navigation.ts";
import { isHidden, isPrerendering, listen } from "./page-life.ts";
import { addEvent } from "./queue.ts";

/** Read while the script is evaluated: applications clean campaign parameters up. */
let currentUrl = location.href;
let viewedUrl = "";
let isViewed = false;

const pathOf = (url: string): string => url.replace(/[?#].*/, "");

/** Counts a view of the current address. */
export const countView = (params?: object, referrer = viewedUrl): void => {
  viewedUrl = currentUrl;
  addEvent("page_view", params, currentUrl, referrer || undefined);
};

/** Counts the page, and what an application makes of it: a view is a new path, not a new query or fragment. */
export const watchViews = (): void => {
  const followAddress = (): void => {
    const previous = currentUrl;
    currentUrl = location.href;
    if (!isViewed || pathOf(currentUrl) === pathOf(viewedUrl)) return;
    countView(undefined, previous);
    deliverSoon();
  };
  /** A tab that was never looked at is not a view, be it prerendered or opened in the background. */
  const countLanding = (): void => {
    if (isViewed || isPrerendering() || isHidden()) return;
    isViewed = true;
    countView(undefined, document.referrer);
    deliver();
    followAddress();
  };
  countLanding();
  listen(document, "prerenderingchange", countLanding);
  listen(document, "visibilitychange", countLanding);
  onNavigate(followAddress);
  listen(window, "pageshow", (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    countView(undefined, "");
    deliver();
  });
};
