import { beforeEach, describe, expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { MACHINE_BURST_MS, MESSAGE_RESULTS_DAYS } from "../../schemas/limits-outreach.ts";
import type { Feedback } from "../../worker/domain/messaging-rpc.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { PROFILE_MIGRATIONS } from "../../worker/profile/migrations.ts";
import { advance, DAY, HOUR, MINUTE } from "./clock.ts";
import { erase } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { follow, linksFor, refTo } from "./message-kit.ts";
import { evictShards, inShard, rowsOf, runAlarms, shardOf, shardsOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { event, EVERYTHING, JOURNEY } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();
beforeEach(() => receiver.answersWith());

const ADA = "ada@shop.example";
const BEN = "ben@shop.example";
const MAILS = { ...EVERYTHING, email_marketing: "granted" } as const;

const SEND = { channel: "crm", purpose: "email_marketing" } as const;
const TWO: JourneyInput = {
  ...JOURNEY,
  exit: { event: "purchase" },
  steps: [{ wait: "1h" }, { id: "a", send: SEND }, { wait: "1d" }, { id: "b", send: SEND }],
};

const createShop = async (journey: JourneyInput = TWO): Promise<TestSite> => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", journey)).status).toBe(201);
  return site;
};

const signUp = (site: TestSite, email: string, consent: object = MAILS): Promise<unknown> =>
  site.ingest([event("sign_up", { email })], { consent });

const reportOf = async (site: TestSite): Promise<unknown> =>
  (await site.server.get("/journeys/welcome/report")).body;

/** A step of the report as it is when nothing happened. */
const step = (id: string, counts: object = {}, channel: string | null = "crm") => ({
  id,
  channel,
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  unsubscribed: 0,
  bounced: 0,
  complained: 0,
  failed: 0,
  skipped: 0,
  deferred: 0,
  waiting: 0,
  parked: 0,
  machine: { opened: 0, clicked: 0 },
  ...counts,
});
const left = { completed: 0, stopped: 0, exited: 0, filtered: 0, left: 0, deleted: 0 };

/** Id of the message that a contact got. */
const messageTo = (contact: string): string =>
  receiver.received.find(({ message }) => JSON.stringify(message).includes(contact))?.id ??
  expect.fail("nothing was sent");

const hear = async (
  site: TestSite,
  contact: string,
  kind: Feedback["kind"],
  message: string | null,
): Promise<void> => {
  const shard = shardOf(site, contact) as unknown as ProfileShardRpc;
  await shard.hearFeedback({ contact, medium: "email", message, kind, at: 1 }, 0);
};

describe("the report of a journey", () => {
  test("of which nothing is known lists its steps and zeros", async () => {
    const site = await createShop();
    expect(await reportOf(site)).toEqual({
      id: "welcome",
      version: 1,
      entered: 0,
      in_flight: 0,
      left,
      steps: [step("a"), step("b")],
      earlier_steps: [],
    });
  });

  test("of one that is unknown is 404", async () => {
    const site = await createSite();
    expect(await site.server.get("/journeys/welcome/report")).toMatchObject({
      status: 404,
      body: { code: "journey_unknown" },
    });
  });

  test("counts who came, who left and why, who is under way, and what was sent, over all shards", async () => {
    const site = await createShop();
    await signUp(site, ADA);
    await signUp(site, BEN);
    await signUp(site, "cleo@shop.example", EVERYTHING);
    await advance(HOUR);
    await site.ingest([event("purchase", { email: BEN, transaction_id: "t", value: 1, currency: "EUR" })]);
    expect(await reportOf(site)).toMatchObject({
      entered: 3,
      in_flight: 2,
      left: { ...left, exited: 1 },
      steps: [step("a", { sent: 2, skipped: 1 }), step("b")],
    });
    await advance(2 * DAY);
    expect(await reportOf(site)).toMatchObject({
      entered: 3,
      in_flight: 0,
      left: { ...left, exited: 1, completed: 2 },
      steps: [step("a", { sent: 2, skipped: 1 }), step("b", { sent: 1, skipped: 1 })],
    });
    expect(await rowsOf(site, "journey_run")).toEqual([]);
  });

  test("tells what waits for its channel and what was given up", async () => {
    const site = await createShop();
    receiver.answersWith(503, 503);
    await signUp(site, ADA);
    await signUp(site, BEN);
    await advance(HOUR);
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", { waiting: 2 }), step("b")] });
    receiver.answersWith(410, 410);
    await advance(HOUR);
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", { parked: 2, failed: 2 }), step("b")] });
  });

  test("counts a message that has to wait for its hour once, however often it is looked at", async () => {
    const site = await createShop({ ...TWO, quiet_hours: { from: "11:00", to: "20:00" } });
    await signUp(site, ADA);
    for (let looks = 0; looks < 3; looks += 1) await advance(HOUR);
    expect(await reportOf(site)).toMatchObject({
      in_flight: 1,
      steps: [step("a", { deferred: 1 }), step("b")],
    });
    await advance(6 * HOUR);
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", { deferred: 1, sent: 1 }), step("b")] });
  });

  test("keeps the steps of earlier versions apart", async () => {
    const site = await createShop();
    await signUp(site, ADA);
    await advance(HOUR);
    await site.server.put("/journeys/welcome", { ...TWO, steps: TWO.steps.slice(2) });
    expect(await reportOf(site)).toMatchObject({
      version: 2,
      in_flight: 1,
      steps: [step("b")],
      earlier_steps: [step("a", { sent: 1 }, null)],
    });
  });

  test("goes on when its contact is erased, who is under way no more", async () => {
    const site = await createShop();
    await signUp(site, ADA);
    await advance(HOUR);
    await erase(site, { email: ADA });
    expect(await reportOf(site)).toMatchObject({ entered: 1, in_flight: 0, left });
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", { sent: 1 }), step("b")] });
  });

  test("reaches back as far as counts are kept", async () => {
    const site = await createShop();
    await signUp(site, ADA);
    await advance(HOUR);
    await advance(DAY);
    await advance((MESSAGE_RESULTS_DAYS + 2) * DAY);
    await runAlarms(site);
    await advance(DAY);
    expect(await reportOf(site)).toMatchObject({ entered: 0, left, steps: [step("a"), step("b")] });
    expect(await rowsOf(site, "journey_passage")).toEqual([]);
  });
});

/** A message to Ada that was sent. */
const scene = async () => {
  const site = await createShop();
  await signUp(site, ADA);
  await advance(HOUR);
  const contact = await site.lookUp(`email=${ADA}`);
  return { site, contact, message: messageTo(contact) };
};

describe("what providers report of a message", () => {
  test.each(["delivered", "bounced", "complained", "unsubscribed"] as const)(
    "as %s counts once, also where the shard has lost its memory in between",
    async (kind) => {
      const { site, contact, message } = await scene();
      await hear(site, contact, kind, message);
      await hear(site, contact, kind, message);
      await evictShards(site);
      await hear(site, contact, kind, message);
      expect(await reportOf(site)).toMatchObject({ steps: [step("a", { sent: 1, [kind]: 1 }), step("b")] });
    },
  );

  test("as several things counts as each, and as passing or of no known message as nothing", async () => {
    const { site, contact, message } = await scene();
    for (const id of [null, "unknown", `${message}x`]) await hear(site, contact, "delivered", id);
    await hear(site, contact, "deferred", message);
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", { sent: 1 }), step("b")] });
    for (const kind of ["delivered", "complained"] as const) await hear(site, contact, kind, message);
    const counts = { sent: 1, delivered: 1, complained: 1 };
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", counts), step("b")] });
  });

  test("as a wish to stop is not counted where the link of the message said so before", async () => {
    const { site, contact, message } = await scene();
    const links = linksFor(site, refTo(contact, { message, journey: "welcome", step: "a" }));
    const body = "List-Unsubscribe=One-Click";
    await follow(links.unsubscribe, {
      method: "POST",
      body,
      "content-type": "application/x-www-form-urlencoded",
    });
    await hear(site, contact, "unsubscribed", message);
    expect(await reportOf(site)).toMatchObject({
      steps: [step("a", { sent: 1, unsubscribed: 1 }), step("b")],
    });
  });

  test("comes after the contact was merged and counts where it is now, once", async () => {
    const { site, contact, message } = await scene();
    await hear(site, contact, "delivered", message);
    await site.ingest([event("sign_up", { email: BEN })], { consent: MAILS });
    const merge = { from: { email: ADA }, into: { email: BEN } };
    expect((await site.server.post("/contacts/merge", merge)).status).toBe(200);
    for (const kind of ["delivered", "bounced"] as const) await hear(site, contact, kind, message);
    const counts = { sent: 1, delivered: 1, bounced: 1 };
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", counts), step("b")] });
  });

  test("stands beside what people and machines did, which are never added up", async () => {
    const { site, contact, message } = await scene();
    const links = linksFor(site, refTo(contact, { message, journey: "welcome", step: "a" }));
    await follow(links.open, { "user-agent": "Slackbot-LinkExpanding 1.0" });
    await advance(MINUTE);
    await follow(links.click("https://shop.example/boots"));
    await advance(MACHINE_BURST_MS);
    const counts = { sent: 1, clicked: 1, machine: { opened: 1, clicked: 0 } };
    expect(await reportOf(site)).toMatchObject({ steps: [step("a", counts), step("b")] });
  });
});

test("who is under way when the count begins is counted", async () => {
  const site = await createShop();
  await signUp(site, ADA);
  await signUp(site, BEN);
  const before = await rowsOf(site, "journey_run");
  const begin = PROFILE_MIGRATIONS.find((sql) => sql.includes("INSERT INTO journey_run")) ?? "";
  const count = begin.slice(begin.indexOf("INSERT INTO journey_run"));
  for (const stub of shardsOf(site)) {
    await inShard(stub, (_, { storage: { sql } }) => {
      sql.exec("DELETE FROM journey_run");
      sql.exec(count);
    });
  }
  expect(await rowsOf(site, "journey_run")).toEqual(before);
  expect(before.reduce((sum, { instances }) => sum + Number(instances), 0)).toBe(2);
});
