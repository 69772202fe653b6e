import type { Page } from "playwright-core";

export { INLINE_STUB as STUB } from "../../../scripts/build-snippet.ts";

/** What the page's owner would find in their console and error reports. */
export type Complaints = string[];

/** Chromium itself logs every failed request; that is not ours to silence. */
const OF_THE_BROWSER = /^Failed to load resource/;

export const listenForComplaints = (page: Page, complaints: Complaints = []): Complaints => {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (!OF_THE_BROWSER.test(message.text())) complaints.push(message.text());
  });
  return complaints;
};

/** Calls `halley(…)` in the page and gives back what it returns. */
export const call = (page: Page, ...args: unknown[]): Promise<unknown> =>
  page.evaluate(
    (given) => (window as unknown as { halley: (...call: unknown[]) => unknown }).halley(...given),
    args,
  );
