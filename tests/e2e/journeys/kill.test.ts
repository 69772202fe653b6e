import { afterAll, beforeAll, expect, test } from "vitest";
import { TestInstance } from "../instance-kit.ts";
import { SECRET, WebhookReceiver } from "../webhook-receiver.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 25, 12);
const SITE = "/sites/shop";
const CONTACTS = 300;
const KILLS = 5;

const JOURNEY = {
  name: "Welcome",
  status: "live",
  enter: { event: "sign_up" },
  steps: [{ wait: "1h" }, { send: { channel: "crm", text: "Hello", purpose: "email_marketing" } }],
};

let instance: TestInstance;
let receiver: WebhookReceiver;

const call = async (path: string, body: object, method = "PUT"): Promise<unknown> => {
  const answer = await instance.call(path, { method, body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

const signUp = (contacts: readonly string[]): Promise<unknown> =>
  call(
    `${SITE}/events`,
    {
      consent: { analytics_storage: "granted", email_marketing: "granted" },
      region: "DE",
      events: contacts.map((email) => ({ id: `signed-up-${email}`, type: "sign_up", at: NOON, email })),
    },
    "POST",
  );

beforeAll(async () => {
  instance = await TestInstance.start();
  receiver = await WebhookReceiver.start();
  await instance.setClock(NOON);
  await call(SITE, { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" });
  await call(`${SITE}/channels/crm`, { kind: "webhook", url: receiver.url, secret: SECRET });
  await call(`${SITE}/journeys/welcome`, JOURNEY);
});

afterAll(async () => {
  await receiver.stop();
  await instance.remove();
});

test("messages that are due while the server is killed again and again are each sent, under one id each", async () => {
  const contacts = Array.from({ length: CONTACTS }, (_, index) => `c${index}@shop.example`);
  await signUp(contacts);
  expect(receiver.received).toEqual([]);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = receiver.received.length;
    const reached = receiver.reaches(Math.min(CONTACTS, before + 10));
    // What is due is sent in the background of this call, which the kill cuts off.
    const moved = instance.setClock(NOON + HOUR_MS).catch(() => undefined);
    await reached;
    await instance.kill();
    await moved;
    await instance.restart();
  }
  await instance.setClock(NOON + HOUR_MS);
  const ids = new Set(receiver.received.map(({ id }) => id));
  const told = new Set(receiver.received.map(({ message }) => message.data["contact"]));
  expect({ ids: ids.size, contacts: told.size }).toEqual({ ids: CONTACTS, contacts: CONTACTS });
  await instance.setClock(NOON + 24 * HOUR_MS);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(CONTACTS);
}, 120_000);
