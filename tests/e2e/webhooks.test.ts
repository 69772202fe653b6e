import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAll } from "../../scripts/build.ts";
import { TestInstance } from "./instance-kit.ts";
import { SECRET, WebhookReceiver } from "./webhook-receiver.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 25, 12);

const GRANTED = { ad_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" };
const VIEWERS = {
  v: 1,
  name: "Viewers",
  of: "visitors",
  include: { event: "view_item", within: "7d" },
  notify: ["crm"],
};

let instance: TestInstance;
let receiver: WebhookReceiver;
let sites = 0;
let site = "";

const ok = async (path: string, body: object, method = "PUT"): Promise<unknown> => {
  const answer = await instance.call(`/sites/${site}${path}`, { method, body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

/** One visitor looks at something. */
const view = (visitor: string, at = NOON): Promise<unknown> =>
  ok(
    "/events",
    {
      consent: GRANTED,
      region: "DE",
      events: [{ id: `${visitor}-${at}`, type: "view_item", at, anonymous_id: visitor }],
    },
    "POST",
  );

const profileOf = async (visitor: string): Promise<unknown> => {
  const { body } = await instance.call(`/sites/${site}/profiles/lookup?anonymous_id=${visitor}`);
  return (body as { profile: string }).profile;
};

beforeAll(async () => {
  await buildAll();
  instance = await TestInstance.start();
});

afterAll(async () => {
  await instance.remove();
});

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  await instance.setClock(NOON);
  sites += 1;
  site = `shop-${sites}`;
  await ok("", { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" });
  await ok("/channels/crm", { kind: "webhook", url: receiver.url, secret: SECRET });
});

afterEach(async () => {
  await ok("/audiences/viewers", { ...VIEWERS, notify: undefined });
  await instance.call(`/sites/${site}/channels/crm`, { method: "DELETE" });
  await receiver.stop();
});

test("an entry reaches the receiver by itself, verifiable with the official library", async () => {
  await ok("/audiences/viewers", VIEWERS);
  await view("ada");
  await receiver.reaches(1);
  const data = {
    site,
    audience: "viewers",
    version: 1,
    profile: await profileOf("ada"),
    at: NOON,
    reason: null,
  };
  expect(receiver.received).toEqual([
    {
      id: expect.stringMatching(/^msg_/) as string,
      message: { type: "audience.entered", timestamp: new Date(NOON).toISOString(), data },
    },
  ]);
});

test("a delivery that fails twice is made the third time, with the same id, when the clock says so", async () => {
  await ok("/audiences/viewers", VIEWERS);
  receiver.answersWith(500, 500);
  await view("ada");
  await instance.setClock(NOON);
  expect(receiver.received).toHaveLength(1);
  await instance.setClock(NOON + 5 * SECOND_MS);
  expect(receiver.received).toHaveLength(2);
  await instance.setClock(NOON + 6 * SECOND_MS);
  expect(receiver.received).toHaveLength(2);
  await instance.setClock(NOON + 6 * MINUTE_MS);
  await instance.setClock(NOON + DAY_MS);
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});

test("a message that was on its way when the machine died is sent again after the restart", async () => {
  await ok("/audiences/viewers", VIEWERS);
  receiver.holds(true);
  await view("ada");
  await receiver.reaches(1);
  await instance.kill();
  receiver.holds(false);
  await instance.restart();
  await instance.setClock(NOON);
  const [first, second, ...more] = receiver.received;
  expect(second).toEqual(first);
  expect(more).toEqual([]);
  await instance.setClock(NOON + DAY_MS);
  expect(receiver.received).toHaveLength(2);
});

test("a failed delivery keeps its place in the schedule over a restart", async () => {
  await ok("/audiences/viewers", VIEWERS);
  receiver.answersWith(500);
  await view("ada");
  await instance.setClock(NOON);
  await instance.kill();
  await instance.restart();
  await instance.setClock(NOON);
  expect(receiver.received).toHaveLength(1);
  await instance.setClock(NOON + 5 * SECOND_MS);
  expect(receiver.received).toHaveLength(2);
});

test("members that a new audience finds in the past are told to nobody; whoever comes later is", async () => {
  await view("ada");
  await ok("/audiences/viewers", VIEWERS);
  await instance.setClock(NOON + MINUTE_MS);
  const { body } = await instance.call(`/sites/${site}/audiences/viewers`);
  expect(body).toMatchObject({ status: "ready", size: 1 });
  expect(receiver.received).toEqual([]);
  await view("ben", NOON + MINUTE_MS);
  await instance.setClock(NOON + MINUTE_MS);
  expect(receiver.received.map(({ message }) => message.data["profile"])).toEqual([await profileOf("ben")]);
});

test("a membership that runs out is told as expired, with the time at which it did", async () => {
  await ok("/audiences/viewers", VIEWERS);
  await view("ada");
  await instance.setClock(NOON + 9 * DAY_MS);
  const told = receiver.received.map(({ message: { type, timestamp, data } }) => ({
    type,
    timestamp,
    at: data["at"],
    reason: data["reason"],
  }));
  const at = NOON + 7 * DAY_MS;
  expect(told).toHaveLength(2);
  expect(told).toContainEqual({
    type: "audience.exited",
    timestamp: new Date(at).toISOString(),
    at,
    reason: "expired",
  });
});

describe("without the manual clock", () => {
  test("a target on this machine is refused", async () => {
    const real = await TestInstance.start({ clock: undefined });
    try {
      const settings = { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" };
      expect((await real.call("/sites/shop", { body: settings })).status).toBe(201);
      const body = { kind: "webhook", url: receiver.url, secret: SECRET };
      expect(await real.call("/sites/shop/channels/crm", { body })).toMatchObject({
        status: 422,
        body: { code: "configuration_invalid", errors: [{ pointer: "/url", reason: "not_public" }] },
      });
    } finally {
      await real.remove();
    }
  });
});
