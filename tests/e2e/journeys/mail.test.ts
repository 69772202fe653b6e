import { afterAll, beforeAll, expect, test } from "vitest";
import { MailServer } from "../../outbox/send/mail-server.ts";
import { TestInstance } from "../instance-kit.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 25, 12);
const SITE = "/sites/shop";
const ADA = "ada@customer.example";
const TARGET = "https://shop.example/boots";

const JOURNEY = {
  name: "Cart recovery",
  status: "live",
  enter: { event: "add_to_cart" },
  key: "cart_id",
  steps: [
    { wait: "1h" },
    {
      id: "first",
      send: {
        channel: "mail",
        subject: "{{ contact.first_name }}, your cart",
        html: `<p>{% for item in cart.items %}{{ item.name }}{% endfor %}</p><a href="${TARGET}">See them</a>`,
      },
    },
  ],
};

let instance: TestInstance;
let mails: MailServer;

const call = async (path: string, body: object, method = "PUT"): Promise<unknown> => {
  const answer = await instance.call(path, { method, body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

const tell = (...events: object[]): Promise<unknown> =>
  call(
    `${SITE}/events`,
    {
      consent: { analytics_storage: "granted", ad_storage: "granted", email_marketing: "granted" },
      region: "DE",
      events: events.map((event, index) => ({
        id: `e${NOON + index}-${Math.random()}`,
        email: ADA,
        ...event,
      })),
    },
    "POST",
  );

const cart = (cart_id: string, at: number) => ({
  type: "add_to_cart",
  at,
  cart_id,
  currency: "EUR",
  items: [{ item_id: "b1", item_name: "Boots <3", price: 120 }],
});

const eventsOfAda = async (): Promise<string[]> => {
  const found = await instance.call(`${SITE}/profiles/lookup?email=${ADA}`);
  const { profile } = found.body as { profile: string };
  const { body } = await instance.call(`${SITE}/profiles/${profile}`);
  return (body as { events: { type: string }[] }).events.map(({ type }) => type);
};

beforeAll(async () => {
  instance = await TestInstance.start();
  mails = await MailServer.start();
  await instance.setClock(NOON);
  await call(SITE, {
    name: "Boot shop",
    origins: ["https://shop.example"],
    timezone: "UTC",
    currency: "EUR",
    messaging: { base_url: instance.origin },
  });
  await call(`${SITE}/channels/mail`, {
    kind: "smtp",
    host: "127.0.0.1",
    port: mails.port,
    security: "none",
    from: "Boot shop <hello@shop.example>",
  });
  await call(`${SITE}/journeys/recovery`, JOURNEY);
});

afterAll(async () => {
  await mails.stop();
  await instance.remove();
});

test("a left cart is written about, its link is a click, and one click on unsubscribe ends it", async () => {
  await tell({ type: "identify", params: { first_name: "Ada" } }, cart("c1", NOON));
  await instance.setClock(NOON + HOUR_MS);
  expect(mails.taken.map(({ to, mail }) => [to, mail.subject])).toEqual([[[ADA], "Ada, your cart"]]);
  const { mail } = mails.taken[0]!;
  expect(mail.html).toContain("Boots &lt;3");
  expect(mail.text).toContain("Boots <3");
  const link = /href="([^"]+)"/.exec(mail.html ?? "")?.[1] ?? "";
  expect(link.startsWith(`${instance.origin}/h/shop/l/`)).toBe(true);

  const followed = await fetch(link, {
    redirect: "manual",
    headers: { "user-agent": "Mozilla/5.0 Firefox/140.0" },
  });
  expect([followed.status, followed.headers.get("location")?.split("?")[0]]).toEqual([302, TARGET]);
  await instance.setClock(NOON + HOUR_MS + 5_000);
  expect((await eventsOfAda()).toSorted()).toEqual(
    [
      "add_to_cart",
      "identify",
      "journey_entered",
      "journey_left",
      "message_clicked",
      "message_sent",
    ].toSorted(),
  );

  const header = mail.headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "";
  const stopped = await fetch(header.slice(1, -1), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
    redirect: "error",
  });
  expect(stopped.status).toBe(200);
  await tell(cart("c2", NOON + 2 * HOUR_MS));
  await instance.setClock(NOON + 4 * HOUR_MS);
  expect(mails.taken).toHaveLength(1);
}, 60_000);
