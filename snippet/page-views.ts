import { deliver, deliverSoon } from "./delivery.ts";
import { add } from "./queue.ts";

/** Read while the script is evaluated: applications clean campaign parameters up. */
let currentUrl = location.href;
/** The last one counted; empty before the first. */
let viewedUrl = "";

const pathOf = (url: string): string => url.replace(/[?#].*/, "");

/** Counts a view of the current address. */
export const countView = (params?: object, referrer = viewedUrl, send = deliverSoon): void => {
  viewedUrl = currentUrl;
  add("page_view", params, currentUrl, referrer);
  send();
};

/** In a single-page application a view is a new path; a new query or fragment is more of the same. */
export const followAddress = (): void => {
  const previousUrl = currentUrl;
  currentUrl = location.href;
  if (viewedUrl && pathOf(currentUrl) !== pathOf(viewedUrl)) countView({}, previousUrl);
};

/** A tab that was never looked at is not a view, be it prerendered or opened in the background. */
export const countLanding = (): void => {
  if (viewedUrl || document.hidden) return;
  countView({}, document.referrer, deliver);
  followAddress();
};
