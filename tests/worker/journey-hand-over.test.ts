import { describe, expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { advance, HOUR, MINUTE, NOON, present, sleepThrough } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf, runAlarms } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import {
  addToCart,
  CART_ABANDONERS,
  event,
  EVERYTHING,
  identify,
  KNOWN_CART_ABANDONERS,
  pageView,
} from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

const ADA = "ada@shop.example";
const MAILS = { consent: { ...EVERYTHING, email_marketing: "granted" as const } };

const RECOVERY: JourneyInput = {
  name: "Cart recovery",
  status: "live",
  enter: { audience: "known-carts" },
  key: "cart_id",
  exit: { event: "purchase" },
  steps: [
    { wait: "1h" },
    { id: "first", send: { channel: "crm", text: "Your cart", purpose: "email_marketing" } },
    { wait: "1d" },
    { id: "second", send: { channel: "crm", text: "Still there", purpose: "email_marketing" } },
  ],
};

const createShop = async (journey: Partial<JourneyInput> = {}): Promise<TestSite> => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  await site.putAudience("carts", CART_ABANDONERS);
  await site.putAudience("known-carts", KNOWN_CART_ABANDONERS);
  const answer = await site.server.put("/journeys/recovery", { ...RECOVERY, ...journey });
  if (answer.status !== 201) throw new Error(answer.text);
  return site;
};

interface Sent {
  readonly id: string;
  readonly at: number;
  readonly order: {
    readonly message: string;
    readonly contact: string;
    readonly journey: string;
    readonly step: string;
    readonly key: string | null;
  };
}

/** Messages that reached the receiver. */
const sent = (): Sent[] =>
  receiver.received.map(({ id, message }) => ({
    id,
    at: Date.parse(message.timestamp),
    order: message.data as unknown as Sent["order"],
  }));

const steps = (): string[] => sent().map(({ order }) => order.step);

const entered = async (site: TestSite, email = ADA): Promise<unknown[]> =>
  (await site.contact(email)).events.filter(({ type }) => type === "journey_entered");

describe("a visitor with a cart who says who they are", () => {
  test("is in the journey from then on and out of retargeting, and written to when its wait is over", async () => {
    const site = await createShop();
    const browser = site.browser(MAILS);
    await browser.send([pageView(), addToCart({ cart_id: "c1" })]);
    await advance(2 * HOUR);
    const { cursor } = await site.members("carts");
    await browser.send([identify(ADA)]);
    const contact = await site.lookUp(`email=${ADA}`);
    expect((await site.changes("carts", cursor)).rows).toEqual([
      { op: "exit", profile: browser.visitor, at: present(), reason: "identified" },
    ]);
    expect((await site.profile(contact)).outreach.journeys).toMatchObject([
      { journey: "recovery", key: "c1", step: "0", entered_at: NOON + 2 * HOUR },
    ]);
    await advance(HOUR - 1);
    expect(sent()).toEqual([]);
    await advance(1);
    expect(sent()).toMatchObject([{ at: NOON + 3 * HOUR, order: { contact, step: "first", key: "c1" } }]);
  });

  test("is enrolled and written to once, however often and from wherever the address comes", async () => {
    const site = await createShop();
    const [phone, desk] = [site.browser(MAILS), site.browser(MAILS)];
    await phone.send([addToCart({ cart_id: "c1" })]);
    await desk.send([pageView("/boots")]);
    await advance(2 * HOUR);
    const spellings = [ADA, ` ${ADA}`, "ADA@shop.example", "Ada@Shop.Example ", `${ADA}\t`];
    await Promise.all(
      spellings.flatMap((email) => [phone.send([identify(email)]), desk.send([identify(email)])]),
    );
    await advance(HOUR);
    const contact = await site.contact(ADA);
    expect(contact.visitors.toSorted()).toEqual([phone.visitor, desk.visitor].toSorted());
    const types = contact.events.map(({ type }) => type);
    expect(types.filter((type) => type === "add_to_cart" || type === "page_view").toSorted()).toEqual([
      "add_to_cart",
      "page_view",
    ]);
    expect(await entered(site)).toHaveLength(1);
    expect(steps()).toEqual(["first"]);
  });

  test("is not written to without the purpose of the message, and the journey goes on", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await advance(3 * HOUR);
    expect(sent()).toEqual([]);
    expect((await site.contact(ADA)).outreach.journeys).toMatchObject([{ step: "2" }]);
  });
});

describe("a known contact in a fresh browser", () => {
  test("keeps its id, brings the cart along, and enters at most once", async () => {
    const site = await createShop();
    await site.browser(MAILS).send([pageView(), identify(ADA)]);
    const contact = await site.lookUp(`email=${ADA}`);
    const fresh = site.browser(MAILS);
    await fresh.send([addToCart({ cart_id: "c2" })]);
    await fresh.send([identify(ADA)]);
    await fresh.send([pageView("/again")]);
    await advance(3 * HOUR);
    expect(await site.lookUp(`email=${ADA}`)).toBe(contact);
    expect(await entered(site)).toHaveLength(1);
    expect(sent()).toMatchObject([{ order: { contact, key: "c2" } }]);
  });

  test("with a second cart is in a second instance, and an order ends the one that it is about", async () => {
    const site = await createShop();
    const browser = site.browser(MAILS);
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await advance(90 * MINUTE);
    await browser.send([addToCart({ cart_id: "c2" })]);
    await browser.send([
      event("purchase", { transaction_id: "t1", cart_id: "c1", value: 5, currency: "EUR" }),
    ]);
    const { journeys, journeys_ended } = (await site.contact(ADA)).outreach;
    expect(journeys).toMatchObject([{ key: "c2" }]);
    expect(journeys_ended).toMatchObject([{ key: "c1", end: "exited" }]);
    await advance(2 * HOUR);
    expect(sent().map(({ order }) => [order.key, order.step])).toEqual([["c2", "first"]]);
  });
});

describe("a message that was ordered", () => {
  test("is not sent any more after an order, and gives its place under the caps back", async () => {
    const site = await createShop();
    receiver.answers(() => new Response(null, { status: 503 }));
    const browser = site.browser(MAILS);
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await advance(2 * HOUR);
    expect(steps()).toEqual(["first"]);
    await browser.send([event("purchase", { transaction_id: "t1", value: 5, currency: "EUR" })]);
    receiver.received = [];
    receiver.answersWith();
    await advance(HOUR);
    expect(sent()).toEqual([]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
    const { exposures } = await site.contact(ADA);
    expect(exposures).toMatchObject([{ campaign: "j:recovery", creative: "first", viewable_at: null }]);
  });

  test("is not sent any more once its purpose is denied", async () => {
    const site = await createShop();
    receiver.answers(() => new Response(null, { status: 503 }));
    const browser = site.browser(MAILS);
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await advance(2 * HOUR);
    receiver.received = [];
    receiver.answersWith();
    const denial = { ...EVERYTHING, email_marketing: "denied" as const };
    await site.server.post("/events", {
      consent: denial,
      region: "DE",
      events: [{ ...event("page_view"), email: ADA }],
    });
    await advance(HOUR);
    expect(sent()).toEqual([]);
  });

  test("is sent under the id that it had, when the object slept and its alarm comes twice", async () => {
    const site = await createShop();
    const browser = site.browser(MAILS);
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await sleepThrough(5 * HOUR);
    await runAlarms(site);
    await runAlarms(site);
    await advance(0);
    expect(steps()).toEqual(["first"]);
    const [{ id, order }] = sent() as [Sent];
    expect(id).toMatch(/^[0-9A-Za-z]{22}-1$/);
    expect(order.message).toBe(id);
    const { events } = await site.contact(ADA);
    expect(events.filter(({ type }) => type === "message_sent")).toMatchObject([
      { id: `${id}-sent`, params: { journey: "recovery", step: "first", channel: "crm", message: id } },
    ]);
  });
});

test("what is imported enrols nobody, and notifies nobody", async () => {
  const site = await createShop();
  await site.putAudience("told", { ...KNOWN_CART_ABANDONERS, notify: ["crm"] });
  const consent = { ...EVERYTHING, email_marketing: "granted" };
  const events = [{ ...addToCart({ cart_id: "c1" }), email: ADA, at: NOON - 5 * HOUR }];
  const answer = await site.server.post("/events?import=1", { consent, region: "DE", events });
  expect(answer.body).toMatchObject({ accepted: 1 });
  await advance(24 * HOUR);
  expect(await site.memberships(await site.lookUp(`email=${ADA}`))).toEqual(["known-carts", "told"]);
  expect(receiver.received).toEqual([]);
  expect((await site.contact(ADA)).outreach.journeys).toEqual([]);
});

describe("a message that waits for its channel", () => {
  const ONLY = {
    steps: [
      { wait: "1h" },
      { id: "only", send: { channel: "crm", text: "Hi", purpose: "email_marketing" as const } },
    ],
  };

  const waiting = async (): Promise<{ site: TestSite; browser: ReturnType<TestSite["browser"]> }> => {
    const site = await createShop(ONLY);
    receiver.answers(() => new Response(null, { status: 503 }));
    const browser = site.browser(MAILS);
    await browser.send([addToCart({ cart_id: "c1" }), identify(ADA)]);
    await advance(2 * HOUR);
    expect(steps()).toEqual(["only"]);
    receiver.received = [];
    return { site, browser };
  };

  test("is not sent after an order, although the journey that ordered it is complete", async () => {
    const { browser } = await waiting();
    await browser.send([event("purchase", { transaction_id: "t1", value: 5, currency: "EUR" })]);
    receiver.answersWith();
    await advance(HOUR);
    expect(sent()).toEqual([]);
  });

  test("is listed and not sent once its occasion is long past", async () => {
    const { site } = await waiting();
    await sleepThrough(5 * 24 * HOUR);
    receiver.answersWith();
    await advance(0);
    expect(sent()).toEqual([]);
    const { body } = await site.server.get("/channels/crm/dead-letters");
    expect(body).toMatchObject({ count: 1, dead_letters: [{ failure: "too_late" }] });
  });
});
