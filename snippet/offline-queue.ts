import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { EventInput } from "../schemas/event.ts";
import { maySend } from "./consent.ts";
import { queue, setQueue, toText } from "./queue.ts";
import { ownName } from "./settings.ts";

/**
 * Events that could not be delivered, one record each, so that writing and deleting them is the same in whichever tab.
 * Whether there may be some is asked of the list of databases: an ordinary view never opens one. (A mark in `localStorage`
 * would be cheaper still, but Chromium writes that seconds late and loses it when it is killed; this it does not.)
 */

/** Opening hung for ever on Safari 14 (WebKit 226547). */
const ANSWER_WAIT_MS = 1_000;

/** Ids of what this page has written, or taken from there. */
const stored = new Set<string>();
let use: UseStore | undefined;

/**
 * Answers with what was asked for; with nothing where there is no database (private windows, no room): then the queue lives
 * in memory. Tries twice: iOS closes connections of suspended pages without a word (jakearchibald/idb-keyval#165).
 */
const transact = async <T = undefined>(
  act: (store: IDBObjectStore) => IDBRequest<T> | void,
  isLast?: boolean,
): Promise<T | undefined> => {
  try {
    use ??= createStore(ownName, "e");
    return await Promise.race([
      use("readwrite", (store) => {
        const { transaction } = store;
        // Lets `erase` through, here and in other tabs.
        transaction.db.onversionchange = () => transaction.db.close();
        return promisifyRequest((act(store) ?? transaction) as IDBRequest<T>);
      }),
      new Promise<never>((_, reject) => void setTimeout(reject, ANSWER_WAIT_MS)),
    ]);
  } catch {
    use = undefined;
    return isLast ? undefined : transact(act, true);
  }
};

/** Sorts by time; a repeat falls on itself. */
const keyOf = ({ at, n, id }: EventInput): IDBValidKey => [at!, n!, id];

/** Writes what is not there yet. */
export const persist = (): void => {
  const fresh = queue.filter(({ id }) => !stored.has(id));
  if (!maySend() || !fresh[0]) return;
  fresh.forEach(({ id }) => stored.add(id));
  void transact((store) =>
    fresh.forEach((event) => {
      // Delivered or dropped in the meantime.
      if (queue.includes(event)) store.put(toText(event), keyOf(event));
    }),
  );
};

/** Takes events out of the queue, wherever it is. */
export const discard = (gone: EventInput[]): void => {
  setQueue(queue.filter((event) => !gone.includes(event)));
  if (gone.some(({ id }) => stored.has(id))) {
    void transact((store) => gone.forEach((event) => store.delete(keyOf(event))));
  }
};

/** Puts what earlier pages and other tabs stored at the head of the line. Fails where there are no databases. */
export const takeOver = async (): Promise<void> => {
  if ((await indexedDB.databases?.())?.every(({ name }) => name !== ownName)) return;
  const texts = await transact<string[]>((store) => store.getAll());
  if (!maySend()) return;
  const found = texts!.map((text) => JSON.parse(text) as EventInput).filter(({ id }) => !stored.has(id));
  found.forEach(({ id }) => stored.add(id));
  setQueue([...found, ...queue]);
};

export const erase = (): void => {
  setQueue([]);
  indexedDB.deleteDatabase(ownName);
};
