import { createStore, delMany, entries as storedEntries, setMany, type UseStore } from "idb-keyval";
import type { Entry, StoredEntry } from "./entry.ts";
import { readItem, writeItem } from "./local-items.ts";
import { settings } from "./settings.ts";

/**
 * Events that could not be delivered, one record each, so that writing and deleting are the same in whichever tab.
 * An item in `localStorage` says that there may be some: an ordinary view never opens the database.
 */
const markKey = `h.${settings.site}.q`;
const databaseName = `h-${settings.site}`;
/** Opening hung for ever on Safari 14 (WebKit 226547). */
const ANSWER_WAIT_MS = 1_000;

const open = (): UseStore => {
  const use = createStore(databaseName, "e");
  return (mode, callback) =>
    use(mode, (store) => {
      const { db } = store.transaction;
      // Lets `erase` through, here and in other tabs.
      db.onversionchange = () => db.close();
      return callback(store);
    });
};

let use: UseStore | undefined;

const attempt = async <T>(run: (use: UseStore) => Promise<T>): Promise<T> =>
  Promise.race([
    run((use ||= open())),
    new Promise<never>((_, reject) => {
      setTimeout(reject, ANSWER_WAIT_MS);
    }),
  ]);

/** Twice: iOS closes connections of suspended pages without a word (jakearchibald/idb-keyval#165). */
const withStore = <T>(run: (use: UseStore) => Promise<T>): Promise<T> =>
  attempt(run).catch(() => {
    use = undefined;
    return attempt(run);
  });

/** Writes what is not there yet. Without a database (private windows, no room) the queue lives in memory. */
export const persist = (all: Entry[]): void => {
  const fresh = all.filter((entry) => !entry.stored);
  if (!fresh[0]) return;
  writeItem(markKey, "1");
  const setStored = (state: number) => (): void => {
    for (const entry of fresh) entry.stored = state;
  };
  setStored(1)();
  void withStore((store) =>
    setMany(
      fresh.map(({ key, event, reset }) => [key, [event, reset]]),
      store,
    ),
  ).then(setStored(2), setStored(0));
};

const ignore = (): void => {};

export const forget = (gone: Entry[]): void => {
  const keys = gone.filter((entry) => entry.stored).map((entry) => entry.key);
  if (keys[0]) withStore((store) => delMany(keys, store)).catch(ignore);
};

/** What is stored, or nothing where there is none to be had. */
export const readStored = async (): Promise<Map<string, StoredEntry> | undefined> => {
  if (!readItem(markKey)) return undefined;
  const stored = await withStore((store) => storedEntries<string, StoredEntry>(store)).catch(
    ignore,
  );
  // Only an empty store clears the mark: another tab may have written since the last look.
  if (stored && !stored[0]) writeItem(markKey);
  return stored && new Map(stored);
};

export const erase = (): void => {
  if (!readItem(markKey)) return;
  writeItem(markKey);
  indexedDB.deleteDatabase(databaseName);
};
