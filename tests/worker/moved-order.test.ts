import { beforeEach, describe, expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { orderIn } from "../../worker/domain/journey/message-order.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { advance, DAY, HOUR, MINUTE, sleepThrough } from "./clock.ts";
import { erase } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf, shardOf, tablesOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { event, EVERYTHING, JOURNEY } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();
beforeEach(() => receiver.answers(() => new Response(null, { status: 503 })));

const FROM = "ada@old.example";
const MAILS = { ...EVERYTHING, email_marketing: "granted" } as const;
const SEND = { channel: "crm", purpose: "email_marketing" } as const;
const TWO: JourneyInput = {
  ...JOURNEY,
  exit: { event: "purchase" },
  steps: [{ wait: "1h" }, { id: "a", send: SEND }, { wait: "1d" }, { id: "b", send: SEND }],
};

type Where = "in the same shard" | "in another shard";

/** Somebody in the same shard as a contact, or not: which one an address belongs to, the site's secret decides. */
const somebody = async (site: TestSite, where: Where, contact: string) => {
  for (let number = 0; number < 50; number += 1) {
    const email = `ada-${number}@new.example`;
    await site.ingest([event("page_view", { email })], { consent: MAILS });
    const into = await site.lookUp(`email=${email}`);
    const isSame = into.slice(0, 3) === contact.slice(0, 3);
    if (isSame === (where === "in the same shard")) return { email, into };
  }
  throw new Error("no address belongs there");
};

/** A contact whose first message waits for its channel, and another contact. */
const scene = async (where: Where = "in another shard") => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", TWO)).status).toBe(201);
  await site.ingest([event("sign_up", { email: FROM })], { consent: MAILS });
  const from = await site.lookUp(`email=${FROM}`);
  const { email, into } = await somebody(site, where, from);
  await advance(HOUR);
  const [id] = receiver.received.map((received) => received.id);
  receiver.received = [];
  return { site, from, into, email, id: id ?? expect.fail("no message was tried") };
};

const merge = async ({ site, email }: { site: TestSite; email: string }): Promise<string> => {
  const { body } = await site.server.post("/contacts/merge", { from: { email: FROM }, into: { email } });
  return (body as { merge: string }).merge;
};

/** Messages that arrived: id, step, and whom they are for. */
const arrived = () =>
  receiver.received.map(({ id, message }) => {
    const { step, contact } = message.data as unknown as { step: string; contact: string };
    return { id, step, contact };
  });

/** The first shard hands the order over, and the other one may have had its turn by then. */
const handOver = async (): Promise<void> => {
  await advance(HOUR);
  await advance(MINUTE);
};

const taken = (): void => {
  receiver.received = [];
  receiver.answersWith();
};

describe("a message that waits when its contact is merged", () => {
  test.each<Where>(["in the same shard", "in another shard"])(
    "is sent to the contact that stays, %s, once, under the id that it had",
    async (where) => {
      const made = await scene(where);
      const { site, into, id } = made;
      await merge(made);
      taken();
      await handOver();
      expect(arrived()).toEqual([{ id, step: "a", contact: into }]);
      expect(await rowsOf(site, "outbox")).toEqual([]);
      const { exposures } = await site.profile(into);
      expect(exposures.map(({ creative, viewable_at }) => [creative, viewable_at !== null])).toEqual([
        ["a", true],
      ]);
      await advance(DAY);
      expect(arrived().map(({ step }) => step)).toEqual(["a", "b"]);
    },
  );

  test("is taken over once, however often it is handed over", async () => {
    const made = await scene();
    const { site, into, id } = made;
    const [row] = await rowsOf(site, "outbox");
    const order = orderIn(String(row?.["body"])) ?? expect.fail("no order");
    await merge(made);
    const shard = shardOf(site, into) as unknown as ProfileShardRpc;
    for (const _ of ["the answer is lost", "it is handed over again"]) {
      await shard.takeOrder({ ...order, contact: into }, null);
      await sleepThrough(MINUTE);
    }
    expect((await tablesOf(shardOf(site, into)))["outbox"]).toMatchObject([{ id }]);
    taken();
    await handOver();
    expect(arrived()).toEqual([{ id, step: "a", contact: into }]);
  });

  test("is not sent any more after an order of the contact that stays", async () => {
    const made = await scene();
    const { site, email } = made;
    await merge(made);
    await site.ingest([event("purchase", { email, transaction_id: "t", value: 1, currency: "EUR" })]);
    taken();
    await advance(2 * DAY);
    expect(arrived()).toEqual([]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
  });

  test("keeps the steps of its version, which the other shard has never seen, as does whoever is under way", async () => {
    const made = await scene();
    const { site, into, id } = made;
    await site.server.put("/journeys/welcome", { ...TWO, steps: [{ wait: "7d" }, { id: "z", send: SEND }] });
    await merge(made);
    taken();
    await handOver();
    expect(arrived()).toEqual([{ id, step: "a", contact: into }]);
    await advance(DAY);
    expect(arrived().map(({ step }) => step)).toEqual(["a", "b"]);
    expect((await site.profile(into)).outreach.journeys_ended).toMatchObject([{ end: "completed" }]);
  });

  test("is sent to the contact that went, once the merge is undone", async () => {
    const made = await scene();
    const { site, from, id } = made;
    const merged = await merge(made);
    expect((await site.server.delete(`/contacts/merges/${merged}`)).status).toBe(200);
    taken();
    await handOver();
    expect(arrived()).toEqual([{ id, step: "a", contact: from }]);
  });

  test("is not sent any more once the person is erased", async () => {
    const made = await scene();
    const { site, email } = made;
    await merge(made);
    await erase(site, { email });
    taken();
    await advance(2 * DAY);
    expect(arrived()).toEqual([]);
  });
});
