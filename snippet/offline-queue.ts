import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { EventInput } from "../schemas/event.ts";
import { withItems } from "./local-items.ts";
import { queue, readTitle, setQueue, toText } from "./queue.ts";
import { ownName } from "./settings.ts";

/**
 * Events that could not be delivered, one record each, so that writing and deleting them is the same in whichever tab.
 * An item in `localStorage` says that there may be some: an ordinary view never opens the database.
 */
const markKey = `${ownName}.q`;
/** Opening hung for ever on Safari 14 (WebKit 226547). */
const ANSWER_WAIT_MS = 1_000;

/** Ids of what this page has written, or taken from there. */
const stored = new Set<string>();
let use: UseStore | undefined;

const attempt = async <T>(act: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T> => {
  use ??= createStore(ownName, "e");
  return Promise.race([
    use("readwrite", (store) => promisifyRequest((act(store) ?? store.transaction) as IDBRequest<T>)),
    new Promise<never>((_, reject) => void setTimeout(reject, ANSWER_WAIT_MS)),
  ]);
};

/** Tries twice: iOS closes connections of suspended pages without a word (jakearchibald/idb-keyval#165). */
const transact: typeof attempt = (act) =>
  attempt(act).catch(() => {
    use = undefined;
    return attempt(act);
  });

/** Sorts by time; a repeat falls on itself. */
const keyOf = ({ at, n, id }: EventInput): IDBValidKey => [at!, n!, id];

/** Writes what is not there yet. Without a database (private windows, no room) the queue lives in memory. */
export const persist = (): void => {
  const fresh = queue.filter(({ id }) => !stored.has(id));
  if (!fresh[0]) return;
  readTitle();
  withItems((items) => (items[markKey] = 1));
  for (const { id } of fresh) stored.add(id);
  transact((store) => fresh.forEach((event) => store.put(toText(event), keyOf(event)))).catch(() => {
    for (const { id } of fresh) stored.delete(id);
  });
};

/** Takes events out of the queue, wherever it is. */
export const discard = (gone: EventInput[]): void => {
  setQueue(queue.filter((event) => !gone.includes(event)));
  const written = gone.filter(({ id }) => stored.has(id));
  if (written[0]) {
    transact((store) => written.forEach((event) => store.delete(keyOf(event)))).catch(() => {
      // Sent again on a later page; the server knows them by their ids.
    });
  }
};

/** Puts what is stored at the head of the line. What is no longer there was delivered by another tab. */
export const takeOver = async (mayKeep: () => boolean): Promise<void> => {
  if (!withItems((items) => items[markKey] as string)) return;
  try {
    const found = (await transact<string[]>((store) => store.getAll())).map((text) => JSON.parse(text) as EventInput);
    // Only an empty store clears the mark: another tab may have written since the last look.
    if (!found[0]) withItems((items) => delete items[markKey]);
    if (!mayKeep()) return;
    const own = queue.filter(({ id }) => !stored.has(id) || found.some((event) => event.id === id));
    setQueue([...found.filter(({ id }) => !own.some((event) => event.id === id)), ...own]);
    for (const { id } of found) stored.add(id);
  } catch {
    // What is stored waits for a browser that answers.
  }
};

export const erase = (): void => {
  setQueue([]);
  if (withItems((items) => items[markKey] as string)) {
    transact((store) => void store.clear()).catch(() => {
      // Could not be read either.
    });
    withItems((items) => delete items[markKey]);
  }
};
