import { afterAll, beforeAll, expect, test } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import type { DecideAnswer, Decision } from "../../../schemas/decide.ts";
import { RESERVATION_LIFE_MS } from "../../../schemas/limits.ts";
import { TestInstance } from "../instance-kit.ts";

const NOON = Date.UTC(2026, 10, 26, 12);
const SITE = "/sites/shop";

const CAMPAIGN: CampaignInput = {
  name: "Boots",
  audience: "viewers",
  placements: ["hero"],
  status: "live",
  caps: [{ scope: "campaign", limit: 3, per: "1d" }],
  // One more than is asked for: where the last one lies, the other shard does not get it.
  total: 5,
  creatives: [{ id: "a", content: { kind: "text", headline: "Still?", href: "https://shop.example/" } }],
};

let instance: TestInstance;

beforeAll(async () => {
  instance = await TestInstance.start();
  await instance.setClock(NOON);
  await instance.call(SITE, {
    body: { name: "Shop", origins: [], timezone: "Europe/Berlin", currency: "EUR" },
  });
  await instance.call(`${SITE}/audiences/viewers`, {
    body: { v: 1, name: "Viewers", of: "visitors", include: { event: "page_view" } },
  });
  await instance.call(`${SITE}/campaigns/boots`, { body: CAMPAIGN });
}, 60_000);
afterAll(() => instance.remove());

const post = (path: string, body: object) => instance.call(SITE + path, { method: "POST", body });

const view = (anonymous_id: string) =>
  post("/events", {
    consent: { analytics_storage: "granted", ad_storage: "granted" },
    region: "DE",
    events: [{ id: `view-of-${anonymous_id}`, type: "page_view", at: NOON, anonymous_id }],
  });

const decide = async (anonymous_id: string): Promise<Decision> => {
  const { status, body, text } = await post("/decide", { placements: ["hero"], anonymous_id });
  if (status !== 200) throw new Error(text);
  return (body as DecideAnswer).decisions[0]!;
};

const reservationOf = (decision: Decision): string => {
  if ("none" in decision) throw new Error(decision.none);
  return decision.reservation;
};

test("a server that is killed between reservations and confirmations forgets neither", async () => {
  expect(await view("ada")).toMatchObject({ status: 200, body: { accepted: 1 } });
  const reservations: string[] = [];
  for (let count = 0; count < 3; count += 1) reservations.push(reservationOf(await decide("ada")));
  await instance.kill();
  await instance.restart();
  await instance.setClock(NOON + 1);
  expect(await decide("ada")).toMatchObject({ none: "capped" });
  const confirm = (index: number) =>
    post("/confirm", { reservation: reservations[index]!, state: "viewable", anonymous_id: "ada" });
  expect((await confirm(0)).body).toEqual({ counted: true, expires_at: null });
  await instance.kill();
  await instance.restart();
  await instance.setClock(NOON + 2);
  expect((await confirm(0)).body).toEqual({ counted: false, expires_at: null });
  await instance.setClock(NOON + RESERVATION_LIFE_MS);
  expect((await confirm(1)).status).toBe(409);
  // One was seen, and two ended unseen: they are given back.
  await view("bea");
  reservationOf(await decide("bea"));
  expect([await decide("ada"), await decide("ada"), await decide("ada")].map((one) => "none" in one)).toEqual(
    [false, false, true],
  );
}, 120_000);
