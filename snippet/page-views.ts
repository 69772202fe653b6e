import { deliver, deliverSoon } from "./delivery.ts";
import { add } from "./queue.ts";

/** Read while the script is evaluated: applications clean campaign parameters up. */
const landingUrl = location.href;
/** The last one counted; empty before the first. */
let viewedUrl = "";

const pathOf = (url: string): string => url.split(/[?#]/)[0]!;

/** Counts a view. */
export const countView = (
  params?: object,
  url = location.href,
  referrer = viewedUrl,
  send = deliverSoon,
): void => {
  viewedUrl = url;
  add("page_view", params, url, referrer);
  send();
};

/** In a single-page application a view is a new path; a new query or fragment is more of the same. */
const followAddress = (): void => {
  if (viewedUrl && pathOf(location.href) !== pathOf(viewedUrl)) countView();
};

/** After the application has had its turn: it changes the title later than the address. */
export const followSoon = (): void => {
  setTimeout(followAddress);
};

/**
 * Counts what is not counted yet: the landing, and an address whose turn has not come when the page is left. A tab that
 * was never looked at is not a view, be it prerendered or opened in the background.
 */
export const catchUp = (): void => {
  if (!viewedUrl && !document.hidden) countView({}, landingUrl, document.referrer, deliver);
  followAddress();
};
