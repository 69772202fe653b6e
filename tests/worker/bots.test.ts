import { describe, expect, test } from "vitest";
import { CRAWLER, createShop, mark } from "./bot-kit.ts";
import { useNetwork } from "./network.ts";
import { rowsOf } from "./objects.ts";
import { addToCart, identify, NOTHING, pageView, VIEWERS } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const EMAIL = "ada@shop-mail.net";

/** No receiver takes anything: what was to be told stays where it can be looked at. */
useNetwork(() => new Response(null, { status: 503 }));

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
    // Nothing that the audience asks for.
    await bot.send([addToCart()]);
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

  test("has those told who hear of entries that it left, and not that it came back", async () => {
    const site = await createShop();
    await site.server.put("/channels/crm", WEBHOOK);
    await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
    const browser = site.browser();
    await browser.send([pageView()]);
    const told = async () =>
      (await rowsOf(site, "outbox"))
        .map(({ body }) => JSON.parse(String(body)) as { type: string; data: { reason: string } })
        .map(({ type, data }) => `${type} ${data.reason}`)
        .toSorted();
    const entered = "audience.entered null";
    expect(await told()).toEqual([entered]);
    await mark(site, browser.visitor, true);
    expect(await told()).toEqual([entered, "audience.exited flagged"]);
    await mark(site, browser.visitor, false);
    expect(await told()).toEqual([entered, "audience.exited flagged"]);
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
