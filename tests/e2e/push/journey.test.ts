import { importJWK, jwtVerify } from "jose";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainShop } from "../banner/plain-shop.ts";
import { until, untilTrue } from "../shop/shop.ts";
import { callHalley } from "../shop/visitor.ts";
import { BUTTONS, press, standInForPushService } from "./push-page.ts";
import { type PushService, startPushService } from "./push-service.ts";

const EMAIL = "ada@customer.example";
const SUBJECT = "mailto:push@shop.example";
const JOURNEY = {
  name: "Cart reminder",
  status: "live",
  enter: { event: "add_to_cart" },
  key: "cart_id",
  steps: [
    {
      id: "nudge",
      send: {
        channel: "push",
        title: "{{ cart.items[0].name }} waits",
        text: "Still there.",
        url: "{{ site.url }}/cart",
      },
    },
  ],
};

let shop: PlainShop;
let service: PushService;
let context: BrowserContext;
let page: Page;
let publicKey: string;

const put = async (path: string, body: object): Promise<unknown> => {
  const answer = await shop.instance.call(`/sites/shop/${path}`, { body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

interface Ada {
  readonly events: readonly { readonly type: string }[];
  readonly outreach: { readonly push_subscribers: number };
}

const ada = async (): Promise<Ada | undefined> => {
  const found = await shop.instance.call(`/sites/shop/profiles/lookup?email=${EMAIL}`);
  if (found.status !== 200) return undefined;
  const { profile } = found.body as { profile: string };
  return (await shop.instance.call(`/sites/shop/profiles/${profile}`)).body as Ada;
};

const subscribers = async (): Promise<number | undefined> => (await ada())?.outreach.push_subscribers;

const fillCart = async (cart_id: string): Promise<void> => {
  const item = { item_id: "b1", item_name: "Boots", price: 120 };
  await callHalley(page, "track", "add_to_cart", { cart_id, currency: "EUR", items: [item] });
  await callHalley(page, "flush");
};

beforeAll(async () => {
  [shop, service] = await Promise.all([PlainShop.open(), startPushService()]);
  await shop.configure({ messaging: { base_url: shop.origin } });
  const channel = await put("channels/push", { kind: "webpush", subject: SUBJECT });
  publicKey = (channel as { vapid_public_key: string }).vapid_public_key;
  await put("journeys/reminder", JOURNEY);
  context = await shop.newBrowser();
  await context.grantPermissions(["notifications"], { origin: shop.origin });
  await standInForPushService(context, { endpoint: service.endpoint, keys: service.keys });
  const policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'";
  page = await shop.visit(context, { policy, body: BUTTONS });
  await page.waitForLoadState("load");
  await callHalley(page, "consent", { analytics_storage: "granted", ad_storage: "granted" });
  await callHalley(page, "identify", { email: EMAIL });
  await until(ada);
});
afterAll(async () => {
  await context.close();
  await Promise.all([shop.close(), service.stop()]);
});

/** Refuses what the site's key did not sign, or did for another push service or for too long. */
const expectSigned = async (authorization: string): Promise<void> => {
  const [, token = "", key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  expect(key).toBe(publicKey);
  const point = Buffer.from(publicKey, "base64url");
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  const verifying = await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256");
  const { payload } = await jwtVerify(token, verifying, { audience: new URL(service.endpoint).origin });
  expect(payload.sub).toBe(SUBJECT);
  expect(payload.exp).toBeLessThanOrEqual(Date.now() / 1_000 + 86_400);
};

test("a browser that subscribed gets what a journey says, and one that is gone is forgotten", async () => {
  expect(await press(page, "on")).toBe("subscribed");
  expect(
    await page.evaluate(() => (window as unknown as { asked: { applicationServerKey: string } }).asked),
  ).toEqual({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  expect(await subscribers()).toBe(1);

  await fillCart("c1");
  await untilTrue(() => service.pushed.length === 1);
  const [{ path, headers, text }] = service.pushed as [(typeof service.pushed)[number]];
  expect([path, headers["content-encoding"]]).toEqual(["/send/ada", "aes128gcm"]);
  const message = JSON.parse(text) as { title: string; body: string; url: string };
  expect(message).toMatchObject({ title: "Boots waits", body: "Still there." });
  await expectSigned(headers.authorization ?? "");
  const led = await fetch(message.url, { redirect: "manual", headers: { "user-agent": "Mozilla/5.0" } });
  expect([led.status, led.headers.get("location")?.split("?")[0]]).toEqual([302, `${shop.origin}/cart`]);

  service.answerWith(410);
  await fillCart("c2");
  await untilTrue(async () => (await subscribers()) === 0);
  expect(service.pushed).toHaveLength(2);
  await fillCart("c3");
  await untilTrue(
    async () => (await ada())?.events.filter(({ type }) => type === "add_to_cart").length === 3,
  );
  await shop.instance.setClock(Date.now() + 60_000);
  expect(service.pushed).toHaveLength(2);
});
