import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { EventInput } from "../schemas/event.ts";
import { OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { maySend } from "./consent.ts";
import { queue, setQueue, toText } from "./queue.ts";
import { ownName } from "./settings.ts";

/**
 * Events that could not be delivered: one record, changed only inside one transaction that reads it first, so that tabs
 * never overwrite each other. Whether there is one is asked of the list of databases: an ordinary view opens none.
 */
const RECORD = 0;
/** Opening hung for ever on Safari 14 (WebKit 226547). */
const ANSWER_WAIT_MS = 1_000;

let store: UseStore | undefined;
/** Something of this page may lie there. */
let isUsed = false;
/** What earlier pages left is looked for once. */
let isTakenOver = false;

/** Changes what is kept. */
const edit = async (change: (kept: EventInput[]) => EventInput[]): Promise<void> => {
  try {
    store ??= createStore(ownName, "e");
    await Promise.race([
      store("readwrite", (records) => {
        const { transaction } = records;
        const request = records.get(RECORD) as IDBRequest<string | undefined>;
        // Lets `erase` through, here and in other tabs.
        transaction.db.onversionchange = () => {
          store = undefined;
          transaction.db.close();
        };
        request.onsuccess = () => {
          const kept = JSON.parse(request.result ?? "[]") as EventInput[];
          records.put(toText(change(kept).slice(-OFFLINE_EVENTS_MAX)), RECORD);
        };
        return promisifyRequest(transaction);
      }),
      new Promise((_, reject) => void setTimeout(reject, ANSWER_WAIT_MS)),
    ]);
  } catch {
    // Without a database (private windows, no room) the queue lives in memory. The next change opens it anew: iOS closes
    // connections of suspended pages without a word (jakearchibald/idb-keyval#165).
    store = undefined;
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
  if (isTakenOver) return;
  isTakenOver = true;
  const databases = await indexedDB.databases?.();
  if (!maySend() || databases?.every(({ name }) => name !== ownName)) return;
  isUsed = true;
  await edit((kept) => {
    setQueue(unite(kept));
    return kept;
  });
};

export const erase = (): void => {
  setQueue([]);
  isUsed = false;
  indexedDB.deleteDatabase(ownName);
};
