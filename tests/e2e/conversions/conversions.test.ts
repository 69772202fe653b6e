import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProviderServer } from "../../outbox/send/provider-server.ts";
import { TestInstance } from "../instance-kit.ts";

const NOON = Date.UTC(2026, 10, 26, 12);
const HOUR_MS = 3_600_000;
const SHOP = "https://shop.example";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

const GRANTED = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};

let instance: TestInstance;
let platforms: ProviderServer;

beforeAll(async () => {
  instance = await TestInstance.start();
  platforms = await ProviderServer.start();
});

afterAll(async () => {
  await instance.remove();
  await platforms.stop();
});

const ok = async (path: string, body: object): Promise<void> => {
  const answer = await instance.call(`/sites/shop${path}`, { body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
};

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const createShop = async (): Promise<void> => {
  await instance.setClock(NOON);
  await ok("", {
    name: "Shop",
    origins: [SHOP],
    timezone: "UTC",
    currency: "EUR",
  });
  const base_url = platforms.url;
  await ok("/destinations/meta", {
    kind: "meta_conversions",
    pixel_id: "1234",
    access_token: "EAAB",
    base_url,
  });
  await ok("/destinations/ga", { kind: "ga4", measurement_id: "G-ABCDE12345", api_secret: "s", base_url });
  await ok("/destinations/tt", { kind: "tiktok_events", event_source_id: "C1", access_token: "t", base_url });
  await ok("/destinations/ads", {
    kind: "google_conversions",
    operating_account: { account_type: "GOOGLE_ADS", account_id: "1234567890" },
    conversion_action_id: "555",
    client_email: "halley@shop.iam.gserviceaccount.com",
    private_key: privateKey,
    base_url,
  });
};

/** A beacon of the page that thanks for an order, as a browser with the platforms' cookies sends it. */
const buy = async (): Promise<void> => {
  const events = [
    { id: "v1", type: "page_view", at: NOON, page: { url: `${SHOP}/?gclid=Cj0K_dEf&fbclid=IwAR` } },
    {
      id: "p1",
      type: "purchase",
      at: NOON,
      page: { url: `${SHOP}/thanks` },
      transaction_id: "1001",
      value: 248.5,
      currency: "EUR",
    },
  ];
  const answer = await fetch(`${instance.origin}/h/shop/e`, {
    method: "POST",
    headers: {
      origin: SHOP,
      "content-type": "text/plain",
      "user-agent": AGENT,
      "cf-ipcountry": "DE",
      cookie: "_fbp=fb.1.1764072000000.1098115397; _ga=GA1.1.1234567890.1764072000",
    },
    body: JSON.stringify({ v: 1, sent_at: NOON, consent: GRANTED, events }),
  });
  expect(await answer.json()).toMatchObject({ accepted: 2 });
};

test("a purchase that platforms were too busy for is told to each after the machine died", async () => {
  await createShop();
  platforms.answer = { status: 503 };
  await buy();
  await instance.setClock(NOON + 1);
  expect(platforms.called.length).toBeGreaterThan(0);
  await instance.kill();
  await instance.restart();
  platforms.called.length = 0;
  const taken = { access_token: "ya29", expires_in: 3_600, code: 0, events_received: 1 };
  platforms.answer = { status: 200, body: JSON.stringify(taken) };
  await instance.setClock(NOON + HOUR_MS);
  await instance.setClock(NOON + 2 * HOUR_MS);
  const told = platforms.called.map(({ path = "" }) => path.replace(/\?.*/, "")).toSorted();
  expect(told).toEqual([
    "/mp/collect",
    "/open_api/v1.3/event/track/",
    "/token",
    "/v1/events:ingest",
    "/v25.0/1234/events",
  ]);
  const bodyOf = (path: string): unknown => {
    const called = platforms.called.find((one) => one.path?.startsWith(path));
    return JSON.parse(called?.body.toString() ?? "null");
  };
  expect(bodyOf("/v25.0")).toMatchObject({
    data: [
      {
        event_id: "1001",
        action_source: "website",
        user_data: {
          client_user_agent: AGENT,
          fbp: "fb.1.1764072000000.1098115397",
          fbc: `fb.1.${NOON}.IwAR`,
        },
      },
    ],
  });
  expect(bodyOf("/mp/collect")).toMatchObject({ client_id: "1234567890.1764072000" });
  expect(bodyOf("/v1/events")).toMatchObject({ events: [{ adIdentifiers: { gclid: "Cj0K_dEf" } }] });
  expect((await instance.call("/sites/shop/destinations/meta/report")).body).toEqual({
    destination: "meta",
    conversions: { sent: 1, failed: 0, cancelled: 0, unmatched: 0, waiting: 0 },
  });
});
