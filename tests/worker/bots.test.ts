import { beforeEach, describe, expect, test, vi } from "vitest";
import { orderIn } from "../../worker/domain/journey/message-order.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { WEBHOOK } from "./webhook.ts";
import { CAMPAIGN, event, identify, JOURNEY, NOTHING, pageView, VIEWERS } from "./samples.ts";

const CRAWLER = {
  headers: {
    "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  },
};
const EMAIL = "ada@shop-mail.net";
const BUYERS = { ...VIEWERS, name: "Buyers", of: "contacts" } as const;

beforeEach(() => {
  vi.restoreAllMocks();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 503 })));
});

const createShop = async (settings: object = {}): Promise<TestSite> => {
  const site = await createSite(settings);
  await site.putAudience("viewers", VIEWERS);
  await site.putAudience("known-viewers", BUYERS);
  await site.server.put("/campaigns/boots", CAMPAIGN);
  return site;
};

const mark = async (site: TestSite, profile: string, bot: boolean): Promise<unknown> =>
  (await site.server.put(`/profiles/${profile}/bot`, { bot })).body;

describe("a browser that says it is a bot", () => {
  test("is stored and flagged, and is in no audience, export and campaign", async () => {
    const site = await createShop();
    const [bot, ada] = [site.browser(CRAWLER), site.browser()];
    for (const browser of [bot, ada]) {
      expect((await browser.send([pageView("/boots")])).body).toMatchObject({ accepted: 1 });
    }
    const profile = await site.profile(bot.visitor);
    expect(profile).toMatchObject({ bot: "declared", exposures: [] });
    expect(profile.events.map(({ type }) => type)).toEqual(["page_view"]);
    expect((await site.profile(ada.visitor)).bot).toBeNull();
    expect(await site.memberships(bot.visitor)).toEqual([]);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
    expect(await site.exported("viewers")).toEqual([ada.visitor]);
    const decided = await bot.decide(["home-hero"], { audiences: true });
    expect(decided.body).toMatchObject({
      decisions: [{ placement: "home-hero", none: "no_campaign" }],
      audiences: [],
    });
    expect((await site.profile(bot.visitor)).exposures).toEqual([]);
    const explained = await site.server.get(`/profiles/${bot.visitor}/explain?audience=viewers`);
    expect(explained.body).toMatchObject({
      member: false,
      eligible: { kind: true, consent: true, person: false },
      include: { holds: true },
    });
  });

  test("leaves its audiences when it was held for somebody before, and stays flagged", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([pageView()]);
    const { cursor } = await site.members("viewers");
    const bot = site.browser({ ...CRAWLER, cookie: browser.cookie ?? "" });
    await bot.send([pageView()]);
    expect((await site.changes("viewers", cursor)).rows).toMatchObject([
      { op: "exit", profile: browser.visitor, reason: "flagged" },
    ]);
    await browser.send([pageView()]);
    expect(await site.memberships(browser.visitor)).toEqual([]);
    expect((await site.profile(browser.visitor)).events).toHaveLength(3);
  });

  test("confirms nothing of what was reserved before", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([pageView()]);
    const { body } = await browser.decide(["home-hero"]);
    const [decision] = (body as { decisions: { reservation: string }[] }).decisions;
    await mark(site, browser.visitor, true);
    const confirmed = await browser.confirm(decision?.reservation ?? "", "viewable");
    expect(confirmed).toMatchObject({ status: 409, body: { code: "reservation_over" } });
    const report = await site.server.get("/campaigns/boots/report");
    expect(report.text).not.toContain('"viewable":1');
  });

  test("is nothing special at a site that ignores it", async () => {
    const site = await createShop({ guards: { bots: "ignore" } });
    const browser = site.browser(CRAWLER);
    await browser.send([pageView()]);
    expect((await site.profile(browser.visitor)).bot).toBeNull();
    expect(await site.memberships(browser.visitor)).toEqual(["viewers"]);
  });
});

test("a mark that rests on the browser goes with all else of it when the visitor withdraws, the operator's stays", async () => {
  const site = await createShop();
  const marks = [];
  for (const isOperators of [false, true]) {
    const bot = site.browser(CRAWLER);
    await bot.send([pageView()]);
    const { visitor } = bot;
    if (isOperators) await mark(site, visitor, false);
    bot.consent = NOTHING;
    await bot.send([]);
    marks.push((await site.profile(visitor)).bot);
  }
  expect(marks).toEqual([null, "cleared"]);
});

test("who refuses to be remembered and asks for messages is flagged all the same", async () => {
  const site = await createShop();
  await site
    .browser({ ...CRAWLER, consent: { ...NOTHING, email_marketing: "granted" } })
    .send([identify(EMAIL)]);
  expect(await site.contact(EMAIL)).toMatchObject({ bot: "declared", events: [] });
});

describe("the operator", () => {
  test("flags a profile, which leaves at once, and clears it, which brings it back for good", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([pageView()]);
    const { visitor } = browser;
    expect(await mark(site, visitor, true)).toEqual({ profile: visitor, bot: "operator" });
    expect(await site.memberships(visitor)).toEqual([]);
    expect(await mark(site, visitor, false)).toEqual({ profile: visitor, bot: "cleared" });
    expect(await site.memberships(visitor)).toEqual(["viewers"]);
    const headless = site.browser({ ...CRAWLER, cookie: browser.cookie ?? "" });
    await headless.send([pageView()]);
    expect((await site.profile(visitor)).bot).toBe("cleared");
    expect(await site.memberships(visitor)).toEqual(["viewers"]);
    const { body } = await site.server.get("/audit");
    const { entries } = body as { entries: { action: string; subject: string }[] };
    expect(entries.filter(({ action }) => action === "profile.bot")).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain(visitor);
  });

  test("is told where there is no such profile, or no such mark", async () => {
    const site = await createShop();
    const unknown = await site.server.put("/profiles/vx00aaaaaaaaaaaaaaaaaaaaaa/bot", { bot: true });
    expect(unknown).toMatchObject({ status: 404, body: { code: "profile_unknown" } });
    const browser = site.browser();
    await browser.send([pageView()]);
    for (const body of [{}, { bot: "yes" }, { bot: true, more: 1 }]) {
      const answer = await site.server.put(`/profiles/${browser.visitor}/bot`, body);
      expect(answer).toMatchObject({ status: 400, body: { code: "body_invalid" } });
    }
  });

  test("reaches a contact under the name of a browser that was moved into it", async () => {
    const site = await createShop();
    const browser = site.browser();
    await browser.send([pageView(), identify(EMAIL)]);
    const { profile } = await site.contact(EMAIL);
    expect(await mark(site, browser.visitor, true)).toEqual({ profile, bot: "operator" });
    expect(await site.memberships(profile)).toEqual([]);
  });
});

describe("an address that a bot types", () => {
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
