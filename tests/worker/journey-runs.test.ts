import { beforeEach, describe, expect, test, vi } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { type MessageOrder, orderIn } from "../../worker/domain/journey/message-order.ts";
import { OutboxStore } from "../../worker/profile/outbox-store.ts";
import { advance, DAY, HOUR, MINUTE, NOON, sleepThrough } from "./clock.ts";
import { createSite, type ServerEvent, type TestSite } from "./kit.ts";
import { useNetwork } from "./network.ts";
import { evictShards, rowsOf, runAlarms } from "./objects.ts";
import { WEBHOOK } from "./webhook.ts";
import {
  addToCart,
  event,
  EVERYTHING,
  identify,
  JOURNEY,
  KNOWN_CART_ABANDONERS,
  pageView,
} from "./samples.ts";

/** No receiver takes anything: what was ordered stays in the outbox, where it can be looked at. */
useNetwork(() => new Response(null, { status: 503 }));
beforeEach(() => void vi.restoreAllMocks());

const EMAIL = "ada@shop-mail.net";

const createShop = async (
  journeys: Record<string, JourneyInput> = { welcome: JOURNEY },
): Promise<TestSite> => {
  const site = await createSite();
  await site.server.put("/channels/email", WEBHOOK);
  await site.putAudience("abandoners", KNOWN_CART_ABANDONERS);
  for (const [id, journey] of Object.entries(journeys)) {
    expect((await site.server.put(`/journeys/${id}`, journey)).status).toBe(201);
  }
  return site;
};

/** Orders in the outbox, and when they were put there. */
const ordersOf = async (site: TestSite): Promise<(MessageOrder & { at: number })[]> =>
  (await rowsOf(site, "outbox"))
    .flatMap(({ body, created_at }) => {
      const order = orderIn(String(body));
      return order === null ? [] : [{ ...order, at: Number(created_at) }];
    })
    .toSorted((a, b) => a.at - b.at);

const times = async (site: TestSite) => (await ordersOf(site)).map(({ step, at }) => [step, at - NOON]);

const signUp = (fields: Partial<ServerEvent> = {}): ServerEvent =>
  event("sign_up", { email: EMAIL, ...fields });

const TWO = {
  ...JOURNEY,
  steps: [
    { wait: "1h" },
    { id: "a", send: { channel: "email" } },
    { wait: "1d" },
    { id: "b", send: { channel: "email" } },
  ],
};
const CARTS: JourneyInput = {
  ...TWO,
  enter: { audience: "abandoners" },
  key: "cart_id",
  exit: { event: "purchase" },
};

describe("a contact that enters a journey", () => {
  test("has its message ordered in the second in which the wait is over, once", async () => {
    const site = await createShop();
    await site.ingest([signUp()]);
    await advance(HOUR - 1);
    expect(await ordersOf(site)).toEqual([]);
    await advance(1);
    const [order, ...more] = await ordersOf(site);
    expect(more).toEqual([]);
    expect(order).toMatchObject({
      contact: await site.lookUp(`email=${encodeURIComponent(EMAIL)}`),
      journey: "welcome",
      version: 1,
      step: "hello",
      channel: "email",
      medium: "webhook",
      at: NOON + HOUR,
    });
    await advance(0);
    await runAlarms(site);
    await advance(9 * DAY);
    expect((await rowsOf(site, "outbox")).length + (await rowsOf(site, "dead_letter")).length).toBe(1);
  });

  test("goes on after its object was restarted in the middle of a wait", async () => {
    const site = await createShop({ welcome: TWO });
    await site.ingest([signUp()]);
    await advance(30 * MINUTE);
    await evictShards(site);
    await advance(30 * MINUTE);
    await evictShards(site);
    await advance(DAY);
    expect(await times(site)).toEqual([
      ["a", HOUR],
      ["b", HOUR + DAY],
    ]);
  });

  test("goes on when the object slept through the end of the wait", async () => {
    const site = await createShop({ welcome: TWO });
    await site.ingest([signUp()]);
    await evictShards(site);
    await sleepThrough(5 * HOUR);
    await runAlarms(site);
    await advance(DAY);
    expect(await times(site)).toEqual([
      ["a", 5 * HOUR],
      ["b", 5 * HOUR + DAY],
    ]);
  });

  test("keeps the steps that it began with, also after a restart", async () => {
    const site = await createShop({ welcome: TWO });
    await site.ingest([signUp()]);
    await site.server.put("/journeys/welcome", JOURNEY);
    await evictShards(site);
    await site.ingest([signUp({ email: "bea@shop-mail.net" })]);
    await advance(HOUR);
    await advance(DAY);
    expect((await ordersOf(site)).map(({ step, version }) => `${version} ${step}`).toSorted()).toEqual([
      "1 a",
      "1 b",
      "2 hello",
    ]);
  });

  test("is in it no more when it is deleted", async () => {
    const site = await createShop();
    await site.ingest([signUp()]);
    await site.server.delete("/journeys/welcome");
    await advance(DAY);
    expect(await ordersOf(site)).toEqual([]);
  });

  test("is in it still when what ordered the message could not be written", async () => {
    const site = await createShop();
    await site.ingest([signUp()]);
    await sleepThrough(HOUR);
    const broken = vi.spyOn(OutboxStore.prototype, "add").mockImplementation(() => {
      throw new Error("SQLITE_FULL: disk is full");
    });
    expect((await site.ingest([{ ...pageView(), email: EMAIL }])).status).toBe(503);
    broken.mockRestore();
    await advance(0);
    expect(await times(site)).toHaveLength(1);
  });
});

const left = (fields: Partial<ServerEvent> = {}): ServerEvent => ({
  ...addToCart({ cart_id: "c1", email: EMAIL }),
  ...fields,
});

describe("a cart that was left", () => {
  test("by a visitor who then becomes known begins the journey in that moment", async () => {
    const site = await createShop({ carts: CARTS });
    const ada = site.browser();
    await ada.send([addToCart({ cart_id: "c1" })]);
    await advance(5 * DAY);
    expect(await ordersOf(site)).toEqual([]);
    await ada.send([identify(EMAIL)]);
    await advance(HOUR);
    expect(await times(site)).toEqual([["a", 5 * DAY + HOUR]]);
    expect((await ordersOf(site))[0]).toMatchObject({ key: "c1", journey: "carts" });
  });

  test("and ordered after the first message was ordered brings neither", async () => {
    const site = await createShop({ carts: CARTS });
    await site.ingest([left()]);
    await advance(HOUR);
    await advance(HOUR);
    expect(await times(site)).toEqual([["a", 2 * HOUR]]);
    await site.ingest([event("purchase", { cart_id: "c1", email: EMAIL })]);
    await advance(2 * DAY);
    expect(await times(site)).toEqual([]);
  });

  test("and ordered while the object slept brings none", async () => {
    const site = await createShop({ carts: CARTS });
    await site.ingest([left()]);
    await evictShards(site);
    await sleepThrough(5 * HOUR);
    await site.ingest([event("purchase", { cart_id: "c1", email: EMAIL })]);
    await advance(3 * DAY);
    expect(await ordersOf(site)).toEqual([]);
  });
});

const imported = (site: TestSite, ...events: ServerEvent[]) =>
  site.server.post("/events?import=1", { consent: EVERYTHING, region: "DE", events });

describe("an import", () => {
  test("is evaluated, begins no journey and tells no channel", async () => {
    const site = await createShop({ welcome: JOURNEY, carts: CARTS });
    await site.putAudience("abandoners", { ...KNOWN_CART_ABANDONERS, notify: ["email"] });
    const cart = addToCart({ cart_id: "c1", at: NOON - 2 * HOUR, email: EMAIL });
    expect((await imported(site, signUp(), cart)).body).toMatchObject({ accepted: 2 });
    const contact = await site.lookUp(`email=${encodeURIComponent(EMAIL)}`);
    expect(await site.memberships(contact)).toEqual(["abandoners"]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
    await advance(5 * DAY);
    expect(await rowsOf(site, "outbox")).toEqual([]);
  });

  test("of an order ends the journey that it is about", async () => {
    const site = await createShop({ welcome: { ...JOURNEY, exit: { event: "purchase" } } });
    await site.ingest([signUp()]);
    await imported(site, event("purchase", { email: EMAIL }));
    await advance(DAY);
    expect(await ordersOf(site)).toEqual([]);
  });
});

describe("nobody enters", () => {
  test("by a definition that was changed", async () => {
    const site = await createShop({ carts: CARTS });
    await site.ingest([{ ...pageView(), email: EMAIL }]);
    await site.putAudience("abandoners", { ...KNOWN_CART_ABANDONERS, include: { event: "page_view" } });
    await runAlarms(site);
    await advance(DAY);
    expect(await site.memberships(await site.lookUp(`email=${encodeURIComponent(EMAIL)}`))).toEqual([
      "abandoners",
    ]);
    expect(await ordersOf(site)).toEqual([]);
  });

  test("who is not known", async () => {
    const site = await createShop();
    await site.browser().send([event("sign_up")]);
    await advance(DAY);
    expect(await ordersOf(site)).toEqual([]);
  });

  test("again by an event that is sent twice", async () => {
    const site = await createShop({ welcome: { ...JOURNEY, reentry: "always" } });
    const twice = signUp();
    await site.ingest([twice]);
    await site.ingest([twice]);
    await advance(HOUR);
    expect(await ordersOf(site)).toHaveLength(1);
  });
});
