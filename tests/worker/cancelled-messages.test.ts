import { beforeEach, describe, expect, test, vi } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import type { ConsentRecord } from "../../worker/domain/consent/consent-record.ts";
import { advance, HOUR, MINUTE, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { follow, linksFor, refTo } from "./message-kit.ts";
import { rowsOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { event, EVERYTHING, JOURNEY } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();
beforeEach(() => receiver.answers(() => new Response(null, { status: 503 })));

const ADA = "ada@shop.example";
const BEN = "ben@shop.example";
const MAILS = { ...EVERYTHING, email_marketing: "granted", sms_marketing: "granted" } as const;

const send = (id: string, more: object = {}) => ({
  id,
  send: { channel: "crm", purpose: "email_marketing", ...more } as const,
});
const WELCOME: JourneyInput = {
  ...JOURNEY,
  steps: [{ wait: "1h" }, send("a"), send("b"), send("c", { purpose: "sms_marketing" })],
};

/** Two contacts, with three messages each that wait for their channel. */
const scene = async () => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", WELCOME)).status).toBe(201);
  await site.ingest([event("sign_up", { email: ADA }), event("sign_up", { email: BEN })], { consent: MAILS });
  await advance(HOUR);
  const contact = await site.lookUp(`email=${ADA}`);
  return { site, contact };
};

/** Steps whose messages wait, by contact. */
const waiting = async (site: TestSite, contact: string) => {
  const orders = (await rowsOf(site, "outbox")).map(
    ({ body }) => (JSON.parse(String(body)) as { data: { step: string; contact: string } }).data,
  );
  const steps = (isOurs: boolean) =>
    orders
      .filter((order) => (order.contact === contact) === isOurs)
      .map(({ step }) => step)
      .toSorted();
  return { ours: steps(true), others: steps(false) };
};

const clearedBy = async (site: TestSite, contact: string) => {
  const { body } = await site.server.get(`/consent/log?profile=${contact}`);
  const record = (body as { records: ConsentRecord[] }).records.at(-1);
  return [record?.event, record?.cleared.filter(({ place }) => place === "messages")];
};

const say = (site: TestSite, consent: object): Promise<unknown> =>
  site.ingest([event("page_view", { email: ADA })], { consent });

describe("messages that wait when a contact takes its consent back", () => {
  test("are cancelled as far as the purpose is theirs, counted in the record, and give their places back", async () => {
    const { site, contact } = await scene();
    expect((await waiting(site, contact)).ours).toEqual(["a", "b", "c"]);
    await say(site, { ...MAILS, email_marketing: "denied" });
    expect(await waiting(site, contact)).toEqual({ ours: ["c"], others: ["a", "b", "c"] });
    expect(await clearedBy(site, contact)).toEqual([
      "withdrawn",
      [{ place: "messages", removed: 2, at: present() }],
    ]);
    const { exposures } = await site.profile(contact);
    expect(exposures.map(({ creative, viewable_at }) => [creative, viewable_at])).toEqual([
      ["a", null],
      ["b", null],
      ["c", null],
    ]);
    receiver.received = [];
    receiver.answersWith();
    await advance(HOUR);
    const sent = receiver.received.flatMap(({ message }) => {
      const data = message.data as unknown as { contact: string; step: string };
      return data.contact === contact ? [data.step] : [];
    });
    expect(sent).toEqual(["c"]);
  });

  test("are cancelled by one click in the mail too, once", async () => {
    const { site, contact } = await scene();
    const { unsubscribe } = linksFor(site, refTo(contact, { journey: "welcome", step: "a" }));
    const click = {
      method: "POST",
      body: "List-Unsubscribe=One-Click",
      "content-type": "application/x-www-form-urlencoded",
    };
    await follow(unsubscribe, click);
    const cleared = ["withdrawn", [{ place: "messages", removed: 2, at: present() }]];
    expect(await waiting(site, contact)).toEqual({ ours: ["c"], others: ["a", "b", "c"] });
    expect(await clearedBy(site, contact)).toEqual(cleared);
    await advance(MINUTE);
    await follow(unsubscribe, click);
    const [event_, [first]] = (await clearedBy(site, contact)) as [string, unknown[]];
    expect([event_, first]).toMatchObject(["withdrawn", { removed: 2 }]);
  });

  test("stay where another purpose is taken back, and where one is given", async () => {
    const { site, contact } = await scene();
    await say(site, { ...MAILS, ad_user_data: "denied" });
    await say(site, { ...MAILS, push_marketing: "granted" });
    expect((await waiting(site, contact)).ours).toEqual(["a", "b", "c"]);
    expect(await clearedBy(site, contact)).toEqual(["given", []]);
  });

  test("stay where everything but messages is refused, and are sent", async () => {
    const { site, contact } = await scene();
    await say(site, { ...MAILS, ad_storage: "denied" });
    await say(site, { ...MAILS, ad_storage: "denied", analytics_storage: "denied" });
    expect((await waiting(site, contact)).ours).toEqual(["a", "b", "c"]);
    receiver.answersWith();
    await advance(HOUR);
    expect((await site.server.get("/journeys/welcome/report")).body).toMatchObject({
      steps: ["a", "b", "c"].map((id) => ({ id, sent: 2, failed: 0, waiting: 0 })),
    });
  });

  test("free the place that they held under a cap", async () => {
    const { site } = await scene();
    const { body } = await site.server.get("/journeys/welcome/report");
    expect((body as { steps: { waiting: number }[] }).steps.map((step) => step.waiting)).toEqual([2, 2, 2]);
    await say(site, { ...MAILS, email_marketing: "denied" });
    const ledgers = (await rowsOf(site, "profile")).map(({ ledger }) => String(ledger));
    const live = ledgers.flatMap((text) =>
      (JSON.parse(text) as [unknown[][]])[0].filter((row) => Number(row[6]) > present()),
    );
    expect(live).toHaveLength(4);
  });
});

test("a message whose contact withdraws while it is on its way has left all the same: it is counted as sent", async () => {
  const { site, contact } = await scene();
  receiver.received = [];
  const release = receiver.hang();
  const sending = advance(HOUR);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(6));
  await say(site, { ...MAILS, email_marketing: "denied" });
  expect((await waiting(site, contact)).ours).toEqual(["c"]);
  release();
  await sending;
  expect((await site.server.get("/journeys/welcome/report")).body).toMatchObject({
    steps: ["a", "b", "c"].map((id) => ({ id, sent: 2, failed: 0, waiting: 0 })),
  });
  const sent = (await site.profile(contact)).events.filter(({ type }) => type === "message_sent");
  expect(sent).toHaveLength(3);
});
