import { describe, expect, test, vi } from "vitest";
import { FAILED_TIMER_RETRY_MS } from "../../schemas/limits-faults.ts";
import { MessageResultsStore } from "../../worker/profile/message-results.ts";
import { ShardOutbox } from "../../worker/profile/shard-outbox.ts";
import { ShardRetention } from "../../worker/profile/shard-retention.ts";
import { ShardSweep } from "../../worker/profile/shard-sweep.ts";
import { advance, DAY, HOUR, MINUTE, NOON, SECOND, sleepThrough } from "./clock.ts";
import { access } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, inShard, rowsOf, runAlarms, shardOf, shardsOf, storedMembers } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { useLog } from "./log.ts";
import { addToCart, CART_ABANDONERS, event, JOURNEY, pageView, VIEWERS } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

const log = useLog();

const SECRET = "nobody-may-read-this";

/** Two visitors of one shard. */
const neighbours = async (site: TestSite) => {
  const first = site.browser();
  await first.send([pageView()]);
  for (;;) {
    const second = site.browser();
    await second.send([pageView()]);
    if (shardOf(site, first.visitor).name === shardOf(site, second.visitor).name) {
      return { first, second, stub: shardOf(site, first.visitor) };
    }
  }
};

const write = (stub: DurableObjectStub, statement: string, ...values: string[]): Promise<void> =>
  inShard(stub, (_, { storage }) => {
    storage.sql.exec(statement, ...values);
  });

/** A row that no release of ours wrote; returns what heals it. */
const poison = async (site: TestSite, profile: string): Promise<() => Promise<void>> => {
  const row = (await rowsOf(site, "profile")).find(({ id }) => id === profile);
  const stub = shardOf(site, profile);
  await write(stub, "UPDATE profile SET history = ? WHERE id = ?", `{"${SECRET}`, profile);
  await evictShards(site);
  return async () => {
    await write(stub, "UPDATE profile SET history = ? WHERE id = ?", `${row?.["history"]}`, profile);
    await evictShards(site);
  };
};

const failuresOf = async (site: TestSite): Promise<unknown> => {
  const { body } = await site.server.get("/privacy/retention");
  return (body as { background_failures: unknown }).background_failures;
};

const changesOf = async (site: TestSite, profile: string): Promise<unknown[]> =>
  (await rowsOf(site, "change")).filter((row) => row["profile"] === profile).map(({ op, at }) => [op, at]);

const expectNothingSaid = (): void => {
  expect(log.lines.join("\n")).toContain("background work failed");
  expect(log.lines.join("\n")).not.toContain(SECRET);
};

/** Two with full carts, who become abandoners in an hour; the row of one is damaged. */
const waiting = async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const { first, second } = await neighbours(site);
  await first.send([addToCart()]);
  await second.send([addToCart()]);
  const heal = await poison(site, first.visitor);
  return { site, broken: first.visitor, well: second.visitor, heal };
};

describe("a profile that cannot be read", () => {
  test("stops no timer but its own, which is put off and fires once the row is well", async () => {
    const { site, broken, well, heal } = await waiting();
    await sleepThrough(HOUR);
    await runAlarms(site);
    expect(await changesOf(site, well)).toEqual([["enter", NOON + HOUR]]);
    expect(await failuresOf(site)).toEqual([{ job: "timers", failures: 1, last_at: NOON + HOUR }]);
    expectNothingSaid();
    await runAlarms(site);
    expect(await failuresOf(site)).toMatchObject([{ failures: 1 }]);
    expect((await site.server.get("/audiences")).status).toBe(200);
    await heal();
    await advance(FAILED_TIMER_RETRY_MS);
    expect(await changesOf(site, broken)).toEqual([["enter", NOON + HOUR]]);
  });

  test("is passed over when audiences change, and the others are evaluated", async () => {
    const { site, broken, well } = await waiting();
    await site.putAudience("viewers", VIEWERS);
    await advance(0);
    const members = await storedMembers(site);
    const viewers = members.filter(({ audience }) => audience === "viewers").map(({ profile }) => profile);
    expect(viewers).toContain(well);
    expect(viewers).not.toContain(broken);
    expect(await failuresOf(site)).toMatchObject([{ job: "sweep" }]);
    expectNothingSaid();
  });

  test("does not keep what is too old of the others", async () => {
    const { site, broken } = await waiting();
    await advance(600 * DAY);
    const kept = (await rowsOf(site, "profile")).filter(({ history }) => `${history}`.includes("view"));
    expect(kept.map(({ id }) => id).filter((id) => id !== broken)).toEqual([]);
    expect(await failuresOf(site)).toContainEqual(expect.objectContaining({ job: "retention" }));
    expectNothingSaid();
  });
});

/** Contacts, one of which is not alone in its shard. */
const severalContacts = async () => {
  const site = await createSite();
  const emails = new Map<string, string>();
  for (let number = 0; number < 6; number++) {
    const email = `ada-${number}@shop-mail.net`;
    await site.ingest([event("view_item", { email })]);
    emails.set(await site.lookUp(`email=${email}`), email);
  }
  const byShard = Object.groupBy(emails.keys(), (contact) => shardOf(site, contact).name ?? "");
  const [broken = ""] = Object.values(byShard).find((here = []) => here.length > 1) ?? [];
  return { site, stub: shardOf(site, broken), broken, email: emails.get(broken) };
};

test("a contact of whom something cannot be opened does not keep what is too old of the others", async () => {
  const { site, stub, broken } = await severalContacts();
  await site.putAudience("viewers", { ...VIEWERS, of: "contacts", include: { event: "view_item" } });
  await write(stub, `UPDATE contact_secret SET sealed = '1.${SECRET}' WHERE contact = ?`, broken);
  await evictShards(site);
  await advance(6 * 365 * DAY);
  expect((await rowsOf(site, "profile")).map(({ id }) => id)).toEqual([broken]);
  expect(await failuresOf(site)).toContainEqual(expect.objectContaining({ job: "retention" }));
  expect(await rowsOf(site, "retention")).not.toContainEqual(expect.objectContaining({ stage: "profiles" }));
  expectNothingSaid();
});

test("rows that cannot be read end no sweep and no report, and are listed", async () => {
  const { site, stub, broken, email } = await severalContacts();
  await site.server.put("/channels/email", WEBHOOK);
  await site.server.put("/journeys/welcome", JOURNEY);
  const body = `{"type":"message.ordered","${SECRET}${broken}`;
  await write(
    stub,
    "INSERT INTO dead_letter VALUES ('email', ?, 'msg_a', ?, ?, 1, 'x')",
    `${NOON}`,
    body,
    `${NOON}`,
  );
  await evictShards(site);
  expect((await site.server.get("/journeys/welcome/report")).status).toBe(200);
  expect((await site.server.get("/channels/email/dead-letters")).body).toMatchObject({
    count: 1,
    dead_letters: [{ id: "msg_a", message: {} }],
  });
  expect((await access(site, { email })).places["dead_letter"]).toMatchObject([{ id: "msg_a", body }]);
  await write(stub, "INSERT INTO pointer VALUES ('v-broken', ?, ?)", broken, `{"${SECRET}`);
  await advance(2 * DAY);
  expect((await rowsOf(site, "retention")).map(({ stage }) => stage)).toEqual([null, null]);
});

test("a message that cannot be read is put off, and those behind it leave", async () => {
  const site = await createSite();
  const [stub] = shardsOf(site);
  if (stub === undefined) throw new Error("no shard");
  const add = (id: string, body: string) =>
    write(stub, "INSERT INTO outbox VALUES (?, ?, 'gone', ?, ?, 0)", `${NOON}`, id, body, `${NOON}`);
  for (let n = 0; n < 10; n++) await add(`msg_a${n}`, `{"${SECRET}`);
  await add("msg_well", JSON.stringify({ type: "audience.entered", data: { profile: "v" } }));
  await evictShards(site);
  await runAlarms(site);
  await inShard(stub, (shard) => shard.settle());
  const left = await rowsOf(site, "outbox");
  expect(left.map(({ id, failures }) => `${id} ${failures}`).toSorted()).toEqual(
    Array.from({ length: 10 }, (_, n) => `msg_a${n} 1`),
  );
  for (const { due } of left) expect(due).toBeGreaterThan(NOON);
  expect(await failuresOf(site)).toEqual([{ job: "outbox", failures: 10, last_at: NOON }]);
  expectNothingSaid();
  await advance(7 * DAY);
  expect(await rowsOf(site, "outbox")).toEqual([]);
});

test.each([
  ["delivered", 204],
  ["refused", 410],
])("a message that was %s and cannot be settled is removed, and is not sent again", async (_, status) => {
  const site = await createSite();
  receiver.watch(site);
  receiver.answers(() => new Response(null, { status }));
  await site.server.put("/channels/email", WEBHOOK);
  await site.server.put("/journeys/welcome", JOURNEY);
  const count = vi.spyOn(MessageResultsStore.prototype, "add").mockImplementation(() => {
    throw new Error(SECRET);
  });
  await site.ingest([event("sign_up", { email: "ada@shop-mail.net" })]);
  await advance(2 * HOUR);
  expect(receiver.received).toHaveLength(1);
  expect(await rowsOf(site, "outbox")).toEqual([]);
  expect(await failuresOf(site)).toEqual([{ job: "outbox", failures: 1, last_at: NOON + 2 * HOUR }]);
  expectNothingSaid();
  count.mockRestore();
  await advance(7 * DAY);
  expect(receiver.received).toHaveLength(1);
});

test("an alarm that the platform gave up is set again when the object starts", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const ada = site.browser();
  await ada.send([addToCart()]);
  const stub = shardOf(site, ada.visitor);
  await inShard(stub, (_, { storage }) => storage.deleteAlarm());
  await evictShards(site);
  expect(await inShard(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  await sleepThrough(HOUR);
  await runAlarms(site);
  expect(await changesOf(site, ada.visitor)).toEqual([["enter", NOON + HOUR]]);
});

test("a walk over profiles that was cut off goes on when the object starts", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const ada = site.browser();
  await ada.send([pageView()]);
  const stub = shardOf(site, ada.visitor);
  await write(stub, "UPDATE sweep SET after = ''");
  await inShard(stub, (_, { storage }) => storage.deleteAlarm());
  await evictShards(site);
  await vi.waitFor(async () => {
    expect((await rowsOf(site, "sweep")).filter(({ after }) => after !== null)).toEqual([]);
  });
});

test("work that fails as a whole stops no other, and is tried again a little later", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const ada = site.browser();
  await ada.send([addToCart()]);
  vi.spyOn(ShardOutbox.prototype, "drain").mockRejectedValue(new Error(SECRET));
  vi.spyOn(ShardSweep.prototype, "goOn").mockRejectedValue(new Error(SECRET));
  const retention = vi.spyOn(ShardRetention.prototype, "goOn");
  await sleepThrough(HOUR);
  const rangAt = Date.now();
  await runAlarms(site);
  expect(await changesOf(site, ada.visitor)).toEqual([["enter", NOON + HOUR]]);
  expect(retention).toHaveBeenCalled();
  // What was due when it rang may have set it once more.
  await runAlarms(site);
  const alarmAt = await inShard(shardOf(site, ada.visitor), (_, { storage }) => storage.getAlarm());
  expect(alarmAt).toBeGreaterThan(rangAt + SECOND);
  expect(alarmAt).toBeLessThan(rangAt + MINUTE);
  expectNothingSaid();
});
