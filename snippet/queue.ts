import type { EventInput } from "../schemas/event.ts";
import { withoutClickIds } from "./click-ids.ts";
import { isRefused, mayUseForAds } from "./consent.ts";

/** One event as JSON, so that it fits a beacon with its envelope. */
const EVENT_BYTES_MAX = 60_000;

/**
 * Events in order, oldest first; they stay until they are answered. One without a type is no event: it marks where a new
 * visitor starts, and its id is the reset token. As a place in line it is stored, retried and kept in order like the rest.
 */
export let queue: EventInput[] = [];
export const setQueue = (events: EventInput[]): void => {
  queue = events;
};

let count = 0;

/** Adds an event, or without a type a reset. What it says is copied: the page may go on using its object. */
export const add = (type: string, params?: object, url = location.href, referrer = ""): void => {
  const json = JSON.stringify({
    ...params,
    // 128 bits: as random as a UUID, and there without a secure context.
    id: crypto.getRandomValues(new Uint32Array(4)).join(""),
    type,
    at: Date.now(),
    n: count++,
    page: { url, referrer, title: document.title },
  });
  // No beacon could carry a larger one; waiting for one, it would block the rest.
  if (!isRefused() && new Blob([json]).size < EVENT_BYTES_MAX) queue.push(JSON.parse(json) as EventInput);
};

/** The only form in which anything leaves memory. */
export const toText = (value: unknown): string => {
  const json = JSON.stringify(value);
  return mayUseForAds() ? json : withoutClickIds(json);
};
