import { describe, expect, test } from "vitest";
import { orderIn } from "../../worker/domain/journey/message-order.ts";
import { CRAWLER, createShop, mark } from "./bot-kit.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { useNetwork } from "./network.ts";
import { rowsOf } from "./objects.ts";
import { event, identify, JOURNEY, pageView } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const EMAIL = "ada@shop-mail.net";

/** No receiver takes anything: what was to be told stays where it can be looked at. */
useNetwork(() => new Response(null, { status: 503 }));

describe("an address that a bot types", () => {
  test("moves nothing either where the operator says that it is one", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([pageView()]);
    await mark(site, browser.visitor, true);
    await browser.send([identify(EMAIL)]);
    expect(await site.contact(EMAIL)).toMatchObject({ bot: "operator", visitors: [] });
  });

  test("makes a contact that is flagged as well, and moves nothing", async () => {
    const site = await createShop();
    const bot = site.browser(CRAWLER);
    await bot.send([pageView()]);
    await bot.send([identify(EMAIL)]);
    const contact = await site.contact(EMAIL);
    expect(contact).toMatchObject({ bot: "declared", visitors: [] });
    expect((await site.profile(bot.visitor)).events.map(({ type }) => type)).toEqual(["page_view"]);
    expect(await site.memberships(contact.profile)).toEqual([]);
  });

  test("of somebody known changes nothing of her", async () => {
    const site = await createShop();
    const ada = site.browser();
    await ada.send([pageView(), identify(EMAIL)]);
    const bot = site.browser(CRAWLER);
    await bot.send([pageView("/spam"), identify(EMAIL)]);
    const contact = await site.contact(EMAIL);
    expect(contact).toMatchObject({ bot: null, visitors: [ada.visitor] });
    expect(JSON.stringify(contact.events)).not.toContain("/spam");
    expect(await site.memberships(contact.profile)).toEqual(["known-viewers"]);
  });

  test("moves the history all the same when a server says whose it is", async () => {
    const site = await createShop();
    const bot = site.browser(CRAWLER);
    await bot.send([pageView()]);
    await site.ingest([{ ...identify(EMAIL), visitor: bot.visitor }]);
    expect(await site.contact(EMAIL)).toMatchObject({ bot: "declared", visitors: [bot.visitor] });
  });
});

test("a contact keeps its own mark, or none, whoever is moved into it", async () => {
  const site = await createShop();
  const marks = [];
  for (const isFlagged of [true, false]) {
    const email = `${isFlagged}@shop-mail.net`;
    await site.ingest([identify(email)]);
    if (isFlagged) await mark(site, (await site.contact(email)).profile, true);
    const browser = site.browser(isFlagged ? {} : CRAWLER);
    await browser.send([pageView()]);
    await site.ingest([{ ...identify(email), visitor: browser.visitor }]);
    const { bot, visitors } = await site.contact(email);
    marks.push([bot, visitors.length]);
  }
  expect(marks).toEqual([
    ["operator", 1],
    [null, 1],
  ]);
});

const orders = async (site: TestSite) =>
  (await rowsOf(site, "outbox")).flatMap(({ body }) => orderIn(String(body)) ?? []);

const createWriting = async (): Promise<TestSite> => {
  const site = await createSite();
  await site.server.put("/channels/email", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", JOURNEY)).status).toBe(201);
  return site;
};

const signUp = () => event("sign_up", { email: EMAIL });

describe("a journey", () => {
  test("takes no contact in that is flagged, and writes to it again when it is cleared and comes anew", async () => {
    const site = await createWriting();
    await site.ingest([{ ...identify(EMAIL) }]);
    const { profile } = await site.contact(EMAIL);
    await mark(site, profile, true);
    await site.ingest([signUp()]);
    await advance(2 * HOUR);
    expect(await orders(site)).toEqual([]);
    expect((await site.server.get("/journeys/welcome/report")).body).toMatchObject({ entered: 0 });
    await mark(site, profile, false);
    await advance(2 * HOUR);
    expect(await orders(site)).toEqual([]);
    await site.ingest([signUp()]);
    await advance(2 * HOUR);
    expect(await orders(site)).toHaveLength(1);
  });

  test("that a contact is in sends nothing any more once it is flagged", async () => {
    const site = await createWriting();
    await site.ingest([signUp()]);
    await mark(site, (await site.contact(EMAIL)).profile, true);
    await advance(2 * HOUR);
    expect(await orders(site)).toEqual([]);
  });
});
