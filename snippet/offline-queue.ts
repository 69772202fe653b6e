import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import type { EventInput } from "../schemas/event.ts";
import { maySend } from "./consent.ts";
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
const transact = <T = undefined>(act: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T | void> =>
  attempt(act)
    .catch(() => {
      use = undefined;
      return attempt(act);
    })
    .catch(() => {
      // Without a database (private windows, no room) the queue lives in memory.
    });

/** Sorts by time; a repeat falls on itself. */
const keyOf = ({ at, n, id }: EventInput): IDBValidKey => [at!, n!, id];

/** Writes what is not there yet. */
export const persist = (): void => {
  const fresh = queue.filter(({ id }) => !stored.has(id));
  if (!maySend() || !fresh[0]) return;
  readTitle();
  withItems((items) => (items[markKey] = 1));
  void transact((store) =>
    fresh.map((event) => {
      stored.add(event.id);
      store.put(toText(event), keyOf(event));
    }),
  );
};

/** Takes events out of the queue, wherever it is. */
export const discard = (gone: EventInput[]): void => {
  setQueue(queue.filter((event) => !gone.includes(event)));
  if (gone.some(({ id }) => stored.has(id))) {
    void transact((store) => void gone.map((event) => store.delete(keyOf(event))));
  }
};

/** Puts what earlier pages and other tabs stored at the head of the line. */
export const takeOver = async (): Promise<void> => {
  if (!withItems((items) => items[markKey] as string)) return;
  const found = await transact<string[]>((store) => store.getAll());
  if (!found || !maySend()) return;
  // Only an empty store clears the mark: another tab may have written since the last look.
  if (!found[0]) withItems((items) => delete items[markKey]);
  const fresh = found.map((text) => JSON.parse(text) as EventInput).filter(({ id }) => !stored.has(id));
  for (const { id } of fresh) stored.add(id);
  setQueue([...fresh, ...queue]);
};

export const erase = (): void => {
  setQueue([]);
  withItems((items) => {
    if (items[markKey]) void transact((store) => void store.clear());
    delete items[markKey];
  });
};
