import type { EventInput } from "../schemas/event.ts";
import { HELD_EVENTS_MAX, OFFLINE_EVENTS_MAX, TEXT_MAX_LENGTH, URL_MAX_LENGTH } from "../schemas/limits.ts";
import { withoutClickIds } from "./click-ids.ts";
import { isGranted, isRefused, maySend } from "./consent.ts";
import type { Entry, StoredEntry } from "./entry.ts";
import { forget } from "./offline-store.ts";
import { randomId } from "./random-id.ts";

let entries: Entry[] = [];
let lastKey = 0;
let eventCount = 0;
/** A view whose title is still to be read: titles come after addresses. */
let untitled: EventInput | undefined;

export const queued = (): Entry[] => entries;

export const remove = (gone: Entry[]): void => {
  entries = entries.filter((entry) => !gone.includes(entry));
  forget(gone);
};

export const removeAll = (): void => {
  entries = [];
};

const trim = (): void => {
  const surplus = entries.length - (maySend() ? OFFLINE_EVENTS_MAX : HELD_EVENTS_MAX);
  // A lost reset would hand the events behind it to the former visitor.
  if (surplus > 0) remove(entries.filter((entry) => entry.event && !entry.isFlying).slice(0, surplus));
};

const push = (content: { event: EventInput } | { reset: string }): void => {
  // Microseconds that only grow: two entries of one millisecond stay in order, and so they do if the clock is set back.
  lastKey = Math.max(lastKey + 1, Date.now() * 1_000);
  entries.push({ key: lastKey + randomId(), ...content });
  trim();
};

/** NUL and half surrogates, which `slice` and careless templates leave behind, would get the event refused. */
const tidy = (text: string, maxLength: number): string => text.slice(0, maxLength).replace(/[\0\p{Cs}]/gu, "");

export const readTitle = (): void => {
  if (untitled?.page) untitled.page.title = tidy(`${document.title}`, TEXT_MAX_LENGTH);
  untitled = undefined;
};

/** Adds an event. What it says is copied: the page may go on using its object. */
export const addEvent = (type: string, params: object | undefined, url: string, referrer?: string): void => {
  if (isRefused()) return;
  const event = JSON.parse(
    JSON.stringify({
      ...params,
      id: randomId(),
      type,
      at: Date.now(),
      n: eventCount++,
      page: { url, referrer },
    }),
  ) as EventInput;
  if (type === "page_view") {
    readTitle();
    untitled = event;
  }
  push({ event });
};

export const addReset = (): void => {
  if (!isRefused()) push({ reset: randomId() });
};

/** Gives an event its last form, under the consent of now. */
export const seal = (entry: Entry): void => {
  const page = entry.event?.page;
  if (entry.isSealed || !page) return;
  entry.isSealed = true;
  if (entry.event === untitled) readTitle();
  const cut = (url: string): string =>
    (isGranted("ad_storage") ? url : withoutClickIds(url)).slice(0, URL_MAX_LENGTH);
  page.url = cut(page.url);
  if (page.referrer) page.referrer = cut(page.referrer);
};

/** Puts what the offline store holds in line. What is no longer there was delivered by another tab. */
export const mergeStored = (stored: Map<string, StoredEntry>): void => {
  entries = entries.filter((entry) => entry.isFlying || entry.stored !== 2 || stored.has(entry.key));
  for (const { key } of entries) stored.delete(key);
  for (const [key, [event, reset]] of stored) entries.push({ key, event, reset, isSealed: true, stored: 2 });
  entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  trim();
};
