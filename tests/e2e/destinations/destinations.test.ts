import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildAll } from "../../../scripts/build.ts";
import { CRM, GOOGLE, LINKEDIN, META, TIKTOK } from "../../worker/platform-world.ts";
import { TestInstance } from "../instance-kit.ts";
import { PlatformServer } from "./platform-server.ts";

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 26, 12);

const GRANTED = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};
const READERS = { v: 1, name: "Readers", of: "contacts", include: { event: "page_view", within: "7d" } };
const EMAIL = "ada@example.com";
const HASH = createHash("sha256").update(EMAIL).digest("hex");

let instance: TestInstance;
let platforms: PlatformServer;

beforeAll(async () => {
  await buildAll();
  instance = await TestInstance.start();
  platforms = await PlatformServer.start();
});

afterAll(async () => {
  await instance.remove();
  await platforms.stop();
});

beforeEach(() => {
  platforms.reset();
});

test.each([
  ["google", GOOGLE],
  ["meta", META],
  ["tiktok", TIKTOK],
  ["linkedin", LINKEDIN],
  ["crm", CRM],
])(
  "a member comes to a list of %s over a real connection, and leaves it when it is erased",
  async (name, list) => {
    const site = `shop-${name}`;
    const ok = async (path: string, body: object, method = "PUT"): Promise<unknown> => {
      const answer = await instance.call(`/sites/${site}${path}`, { method, body });
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
      return answer.body;
    };
    await instance.setClock(NOON);
    const settings = {
      name: "Shop",
      origins: [],
      timezone: "UTC",
      currency: "EUR",
      exports: { min_size: 1 },
    };
    await ok("", settings);
    await ok("/audiences/readers", READERS);
    const target =
      name === "crm" ? { url: `${platforms.baseOf("crm")}/lists` } : { base_url: platforms.baseOf(name) };
    await ok("/destinations/list", { ...list, ...target, audiences: ["readers"] });
    const said = { at: NOON, email: EMAIL };
    const events = [
      { id: "one", type: "identify", ...said },
      { id: "two", type: "page_view", ...said },
    ];
    await ok("/events", { consent: GRANTED, region: "DE", events }, "POST");
    await instance.setClock(NOON + MINUTE_MS);
    expect([...platforms.world.list]).toEqual([HASH]);
    await ok("/privacy/erase", { email: EMAIL }, "POST");
    await instance.setClock(NOON + 2 * MINUTE_MS);
    expect([...platforms.world.list]).toEqual([]);
    expect(platforms.world.faults).toEqual([]);
    expect((await instance.call(`/sites/${site}/destinations/list`)).body).toMatchObject({
      push: { status: "idle", reason: null },
    });
  },
);
