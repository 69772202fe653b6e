import { promisifyRequest } from "idb-keyval";
import type { EventInput } from "../schemas/event.ts";
import { OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { maySend } from "./consent.ts";
import { queue, setQueue, toText } from "./queue.ts";
import { ownName } from "./settings.ts";

/**
 * Events that could not be delivered: one record, changed only inside one transaction that reads it first, so that tabs
 * never overwrite each other. Whether there is one is asked of the list of databases: an ordinary view opens none.
 */
const STORE = "e";
const RECORD = 0;
/** Opening hung for ever on Safari 14 (WebKit 226547). */
const ANSWER_WAIT_MS = 1_000;

let database: Promise<IDBDatabase> | undefined;
/** Something of this page may lie there. */
let isUsed = false;
/** What earlier pages left is looked for once. */
let looks = 0;

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(ownName);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return promisifyRequest(request);
};

/** Changes what is kept. */
const edit = async (change: (kept: EventInput[]) => EventInput[]): Promise<void> => {
  try {
    await Promise.race([
      (database ??= open()).then((opened) => {
        // Lets `erase` through, here and in other tabs.
        opened.onversionchange = () => {
          database = undefined;
          opened.close();
        };
        const records = opened.transaction(STORE, "readwrite").objectStore(STORE);
        const request = records.get(RECORD) as IDBRequest<string | undefined>;
        request.onsuccess = () => {
          const kept = JSON.parse(request.result ?? "[]") as EventInput[];
          records.put(toText(change(kept).slice(-OFFLINE_EVENTS_MAX)), RECORD);
        };
        return promisifyRequest(records.transaction);
      }),
      new Promise((_, reject) => void setTimeout(reject, ANSWER_WAIT_MS)),
    ]);
  } catch {
    // Without a database (private windows, no room) the queue lives in memory. The next change opens it anew: iOS closes
    // connections of suspended pages without a word (jakearchibald/idb-keyval#165).
    database = undefined;
  }
};

/** Events of a list whose ids are not in another: the same event read twice is two objects. */
const without = (events: EventInput[], gone: EventInput[]): EventInput[] =>
  events.filter(({ id }) => !gone.some((event) => event.id === id));

const unite = (kept: EventInput[]): EventInput[] => [...without(kept, queue), ...queue];

/** Writes what is not answered yet. */
export const persist = (): void => {
  if (!maySend() || !queue[0]) return;
  isUsed = true;
  void edit(unite);
};

/** Takes events out of the queue, wherever it is. */
export const forget = (gone: EventInput[]): void => {
  setQueue(without(queue, gone));
  if (isUsed) void edit((kept) => without(kept, gone));
};

/** Puts what earlier pages left at the head of the line. */
export const takeOver = async (): Promise<void> => {
  if (looks++) return;
  try {
    const databases = await indexedDB.databases?.();
    if (!maySend() || databases?.every(({ name }) => name !== ownName)) return;
    isUsed = true;
    await edit((kept) => {
      setQueue(unite(kept));
      return kept;
    });
  } catch {
    // No list of databases here: what earlier pages left stays there.
  }
};

export const erase = (): void => {
  setQueue([]);
  isUsed = false;
  indexedDB.deleteDatabase(ownName);
};
