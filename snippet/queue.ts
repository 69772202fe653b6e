import type { EventInput } from "../schemas/event.ts";
import { BEACON_MAX_BYTES, TEXT_MAX_LENGTH, URL_MAX_LENGTH } from "../schemas/limits.ts";
import { withoutClickIds } from "./click-ids.ts";
import { granted, isRefused } from "./consent.ts";

/** What a body holds beside its events. */
const ENVELOPE_BYTES = 1_024;

/**
 * Events in order, oldest first; they stay until they are answered. One without a type is no event: it marks where a new
 * visitor starts, and its id is the reset token. As a place in line it is stored, retried and kept in order like the rest.
 */
export let queue: EventInput[] = [];
export const setQueue = (events: EventInput[]): void => {
  queue = events;
};

let count = 0;
/** The page of a view whose title is still to be read: titles come after addresses. */
let untitled: { title?: string | undefined } = {};

const readTitle = (): void => {
  untitled.title = document.title.slice(0, TEXT_MAX_LENGTH);
  untitled = {};
};

/** Adds an event, or without a type a reset. What it says is copied: the page may go on using its object. */
export const add = (type: string, params?: object, url = location.href, referrer?: string): void => {
  const json = JSON.stringify({
    ...params,
    // As random as a UUID, and there without a secure context.
    id: crypto.getRandomValues(new Uint32Array(4)).join(""),
    type,
    at: Date.now(),
    n: count++,
    page: { url: url.slice(0, URL_MAX_LENGTH), referrer: referrer?.slice(0, URL_MAX_LENGTH) || undefined },
  });
  // No beacon could carry it; waiting for one, it would block the rest.
  if (isRefused() || new Blob([json]).size > BEACON_MAX_BYTES - ENVELOPE_BYTES) return;
  const event = JSON.parse(json) as EventInput;
  if (type === "page_view") {
    readTitle();
    untitled = event.page!;
  }
  queue.push(event);
};

/** The only form in which anything leaves memory. */
export const toText = (value: unknown): string => {
  readTitle();
  const json = JSON.stringify(value);
  return granted.includes("ad_storage") ? json : withoutClickIds(json);
};
