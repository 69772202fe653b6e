import Database from "better-sqlite3";
import { CREATE_TABLE, type EventStore, type PeerEvent } from "./event-store.ts";

/** As durable as the product: an answer leaves after `fsync`. */
export const openSqlite = (file: string): EventStore => {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(CREATE_TABLE);
  const insert = database.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?)");
  const insertAll = database.transaction((visitor: string, events: readonly PeerEvent[]) => {
    for (const event of events) insert.run(event.id, visitor, event.at, event.type, JSON.stringify(event));
  });
  return {
    store: async (visitor, events) => {
      insertAll(visitor, events);
    },
  };
};
