import { expect, test } from "vitest";
import { messageEntry, type MessageOrder } from "../../worker/domain/journey/message-order.ts";
import { OutboxStore } from "../../worker/profile/outbox-store.ts";
import { createSite } from "./kit.ts";
import { inShard, shardsOf } from "./objects.ts";

const orderTo = (contact: string, id: string): MessageOrder =>
  ({ id, contact, channel: "mail" }) as unknown as MessageOrder;

/** The same database; what was read of it is counted. */
const counting = (sql: SqlStorage): { sql: SqlStorage; rowsRead: () => number } => {
  const cursors: { rowsRead: number }[] = [];
  const exec = (query: string, ...bindings: never[]) => {
    const cursor = sql.exec(query, ...bindings);
    cursors.push(cursor);
    return cursor;
  };
  return {
    sql: { exec } as unknown as SqlStorage,
    rowsRead: () => cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
  };
};

const WAITING = 500;

const withMany = async <R>(work: (outbox: OutboxStore, rowsRead: () => number) => R): Promise<R> => {
  const [stub] = shardsOf(await createSite());
  if (stub === undefined) throw new Error("a site has shards");
  return inShard(stub, (_, { storage }) => {
    const full = new OutboxStore(storage.sql);
    const times = { createdAt: 0, failures: 0 };
    for (let i = 0; i < WAITING; i++) {
      const body = JSON.stringify({ type: "audience.entered", data: { profile: `c${i}` } });
      full.add({ id: `entry-${i}`, channel: "crm", body, dueAt: 9e12 + i, ...times });
      full.add({ ...messageEntry(orderTo(`c${i}`, `msg-${i}`)), dueAt: 9e12 + i, ...times });
    }
    const { sql, rowsRead } = counting(storage.sql);
    return work(new OutboxStore(sql), rowsRead);
  });
};

test("what waits about one profile is found without reading what waits about others", async () => {
  const [found, read] = await withMany((outbox, rowsRead) => [
    {
      isThere: outbox.has("msg-7", "c7"),
      isAnothers: outbox.has("msg-7", "c8"),
      isNobodys: outbox.has("msg-none", "c7"),
      about: outbox.about("c7").map(({ id }) => id),
    },
    rowsRead(),
  ]);
  expect(found).toEqual({
    isThere: true,
    isAnothers: false,
    isNobodys: false,
    about: ["entry-7", "msg-7"],
  });
  expect(read).toBeLessThan(20);
});

test("what tells of a profile's entries is dropped, and nothing else", async () => {
  const [dropped, left, others, read] = await withMany((outbox, rowsRead) => {
    const count = outbox.cancelEntries("c7");
    const readFor = rowsRead();
    return [count, outbox.about("c7").map(({ id }) => id), outbox.about("c8").length, readFor];
  });
  expect([dropped, left, others]).toEqual([1, ["msg-7"], 2]);
  expect(read).toBeLessThan(20);
});
