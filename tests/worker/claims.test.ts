import { describe, expect, test } from "vitest";
import { advance, HOUR, MINUTE } from "./clock.ts";
import { campaignScene, HERO, putCampaign, served, shown } from "./campaign-kit.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { contactsOf, rowsOf } from "./objects.ts";
import { request } from "./request.ts";
import { addToCart, EVERYTHING, identify, idsOf, NOTHING, pageView, VIEWERS } from "./samples.ts";

const VICTIM = "ada@example.com";
const MERGES = ["on-claim", "on-verify"] as const;

/** A contact who was in an audience of contacts, and a stranger's browser that knows nothing but the address. */
const strangerScene = async (merge: (typeof MERGES)[number]) => {
  const site = await createSite({ ...SITE_SETTINGS, identity: { merge } });
  await site.putAudience("secret", {
    ...VIEWERS,
    name: "Secret group",
    of: "all",
    include: { event: "purchase" },
  });
  await putCampaign(site, { audience: "secret" });
  const owner = site.browser();
  await owner.send([pageView("/owner")]);
  await site.ingest([
    { ...identify(VICTIM), visitor: owner.visitor },
    { ...addToCart({ type: "purchase" }), email: VICTIM },
  ]);
  const stranger = site.browser();
  await stranger.send([pageView("/stranger")]);
  await stranger.send([identify(VICTIM)]);
  return { site, owner, stranger };
};

const pageOf = async (site: TestSite, cookie: string): Promise<string> => {
  const headers = { cookie: `__Host-h-${site.id}=${cookie}` };
  return (await request("GET", `/h/${site.id}/p`, { headers })).text;
};

describe.each(MERGES)("a stranger who types an address, under merge %s", (merge) => {
  test("learns by no decision and no list of audiences what its owner is in", async () => {
    const { site, owner, stranger } = await strangerScene(merge);
    expect(await shown(owner)).toMatchObject({ campaign: "boots" });
    expect((await owner.decide([HERO], { audiences: true })).body).toMatchObject({ audiences: ["secret"] });
    expect(await shown(stranger)).toBe("no_campaign");
    expect((await stranger.decide([HERO], { audiences: true })).body).toMatchObject({
      decisions: [{ none: "no_campaign" }],
      audiences: [],
    });
    await stranger.send([pageView("/again")]);
    expect(await shown(stranger)).toBe("no_campaign");
    expect(await site.memberships(await site.lookUp(`email=${VICTIM}`))).toEqual(["secret"]);
  });

  test("reads nothing of its owner on the privacy page", async () => {
    const { site, stranger } = await strangerScene(merge);
    const text = await pageOf(site, stranger.cookie ?? "");
    for (const word of ["ada", "Secret group", "/owner", "purchase"]) expect(text).not.toContain(word);
  });

  test("gets the same answers as for an address that nobody knows", async () => {
    const { site } = await strangerScene(merge);
    const [known, unknown] = [site.browser(), site.browser()];
    for (const browser of [known, unknown]) await browser.send([pageView()]);
    const [a, b] = [
      await known.send([identify(VICTIM)]),
      await unknown.send([identify("nobody@example.com")]),
    ];
    expect(a.body).toEqual(b.body);
    expect([...a.headers.keys()]).toEqual([...b.headers.keys()]);
  });

  test("cannot allow what its owner refused", async () => {
    const { site, owner, stranger } = await strangerScene(merge);
    await advance(MINUTE);
    owner.consent = { ...EVERYTHING, ad_user_data: "denied", email_marketing: "denied" };
    await owner.send([pageView()]);
    await advance(MINUTE);
    const before = (await site.contact(VICTIM)).consent;
    stranger.consent = { ...EVERYTHING, email_marketing: "granted" };
    await stranger.send([pageView(), identify(VICTIM)]);
    const late = site.browser({ consent: { ...EVERYTHING, email_marketing: "granted" } });
    await late.send([pageView(), identify(VICTIM)]);
    const { consent } = await site.contact(VICTIM);
    expect(consent.ad_user_data).toEqual(before.ad_user_data);
    expect(consent.email_marketing).toEqual(before.email_marketing);
  });

  test("cannot bring its owner under another region's rules", async () => {
    const { site } = await strangerScene(merge);
    const { region } = await site.contact(VICTIM);
    const abroad = site.browser({ country: "US" });
    await abroad.send([pageView(), identify(VICTIM)]);
    await abroad.send([pageView()]);
    expect((await site.contact(VICTIM)).region).toEqual(region);
  });
});

describe("a browser that only claims to be a contact's", () => {
  test("hears of the contact once a server vouches for it", async () => {
    const { site, stranger } = await strangerScene("on-claim");
    await site.ingest([{ ...identify(VICTIM), visitor: stranger.visitor }]);
    expect(await shown(stranger)).toMatchObject({ campaign: "boots" });
  });

  test("may take a purpose back, and allow again what it took back itself", async () => {
    const { site, owner, stranger } = await strangerScene("on-claim");
    await advance(MINUTE);
    stranger.consent = { ...EVERYTHING, ad_personalization: "denied" };
    await stranger.send([pageView()]);
    expect((await site.contact(VICTIM)).consent_effective.ad_personalization).toBe("denied");
    await advance(MINUTE);
    stranger.consent = EVERYTHING;
    await stranger.send([pageView()]);
    expect((await site.contact(VICTIM)).consent_effective.ad_personalization).toBe("granted");
    await advance(MINUTE);
    owner.consent = { ...EVERYTHING, ad_personalization: "denied" };
    await owner.send([pageView()]);
    await advance(MINUTE);
    await stranger.send([pageView()]);
    expect((await site.contact(VICTIM)).consent_effective.ad_personalization).toBe("denied");
  });

  test("that made the contact hears of it until anything is known another way", async () => {
    const { site, ada } = await campaignScene({ audience: "viewers" });
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await putCampaign(site, { audience: "known" });
    await ada.send([identify(VICTIM)]);
    expect(await shown(ada)).toMatchObject({ campaign: "boots" });
    await site.ingest([{ ...pageView(), email: VICTIM }]);
    expect(await shown(ada)).toBe("no_campaign");
  });
});

test("ten claims at once on two browsers, in every spelling, are one contact with every event once and one entry", async () => {
  const site = await createSite();
  await site.putAudience("known", { ...VIEWERS, of: "contacts" });
  const browsers = [site.browser(), site.browser()];
  const views = browsers.map(() => pageView());
  await Promise.all(browsers.map((browser, i) => browser.send([views[i] ?? pageView()])));
  const spellings = [
    "ada@example.com",
    "ADA@example.com",
    " Ada@Example.com ",
    "ada@EXAMPLE.com\t",
    "mailto:ada@example.com",
  ];
  const claims = [...spellings, ...spellings].map((typed) => identify(typed));
  await Promise.all(claims.map((claim, i) => browsers[i % 2]!.send([claim])));
  const contact = await site.contact(VICTIM);
  expect(await contactsOf(site)).toEqual([contact.profile]);
  expect(idsOf(contact.events)).toEqual(idsOf([...views, ...claims]));
  expect(contact.visitors.toSorted()).toEqual(browsers.map(({ visitor }) => visitor).toSorted());
  const entries = (await rowsOf(site, "change")).filter(({ op }) => op === "enter");
  expect(entries).toMatchObject([{ audience: "known", profile: contact.profile }]);
});

test("a known contact in a fresh browser keeps its id, takes cart and history over, and enters at most once", async () => {
  const site = await createSite();
  await site.putAudience("carts", { ...VIEWERS, of: "contacts", include: { event: "add_to_cart" } });
  const first = site.browser();
  await first.send([pageView(), addToCart(), identify(VICTIM)]);
  const { profile } = await site.contact(VICTIM);
  const { cursor } = await site.members("carts");
  await advance(HOUR);
  const fresh = site.browser();
  const cart = addToCart();
  await fresh.send([pageView(), cart]);
  await fresh.send([identify(VICTIM)]);
  const contact = await site.contact(VICTIM);
  expect(contact.profile).toBe(profile);
  expect(contact.events.map(({ id }) => id)).toContain(cart.id);
  expect((await site.changes("carts", cursor)).rows).toEqual([]);
});

describe("one browser that two people use one after the other", () => {
  test("with a reset in between gives each their own, and what follows a second reset to neither", async () => {
    const site = await createSite();
    const browser = site.browser();
    const [ada, ben, nobody] = [pageView("/ada"), pageView("/ben"), pageView("/nobody")];
    await browser.send([ada, identify("ada@example.com")]);
    await browser.send([ben], { reset: crypto.randomUUID() });
    await browser.send([identify("ben@example.com")]);
    await browser.send([nobody], { reset: crypto.randomUUID() });
    const ids = async (email: string) => (await site.contact(email)).events.map(({ id }) => id);
    expect(await ids("ada@example.com")).toContain(ada.id);
    expect(await ids("ada@example.com")).not.toContain(ben.id);
    expect(await ids("ben@example.com")).toContain(ben.id);
    expect(await ids("ben@example.com")).not.toContain(ada.id);
    const left = await site.profile(browser.visitor);
    expect([left.kind, idsOf(left.events)]).toEqual(["visitor", [nobody.id]]);
  });

  test("a reset keeps a denial: nothing is stored and no id is set", async () => {
    const site = await createSite();
    const browser = site.browser();
    await browser.send([pageView(), identify("ada@example.com")]);
    browser.consent = NOTHING;
    await browser.send([]);
    expect(browser.cookie).toBeNull();
    await browser.send([pageView()], { reset: crypto.randomUUID() });
    expect(browser.cookie).toBeNull();
  });
});

test.each(["null@example.com", "undefined", "test@example.com", "000000@example.com", "ada", ""])(
  "junk that is typed instead of an address makes nobody: %j",
  async (typed) => {
    const site = await createSite();
    const browser = site.browser();
    const { body } = await browser.send([pageView(), identify(typed)]);
    expect(body).toMatchObject({ accepted: 1 });
    expect(await contactsOf(site)).toEqual([]);
  },
);

test("a late confirmation for the old id follows the pointer and counts", async () => {
  const { site, ada } = await campaignScene();
  await site.putAudience("everybody", { ...VIEWERS, of: "all" });
  await putCampaign(site, { audience: "everybody" });
  const { reservation } = await served(ada);
  await ada.send([identify(VICTIM)]);
  expect((await ada.confirm(reservation, "viewable")).body).toMatchObject({ counted: true });
  expect((await site.contact(VICTIM)).exposures).toMatchObject([{ campaign: "boots" }]);
});

test("a late confirmation from a browser that only claims counts too, and does not tell where the contact is", async () => {
  const { site, ada } = await campaignScene();
  await site.putAudience("everybody", { ...VIEWERS, of: "all" });
  await putCampaign(site, { audience: "everybody", goal: { event: "purchase" } });
  await site.ingest([{ ...addToCart({ type: "purchase" }), email: VICTIM }]);
  await advance(1);
  const { reservation } = await served(ada);
  await ada.send([identify(VICTIM)]);
  await site.ingest([{ ...addToCart({ type: "purchase" }), email: VICTIM }]);
  expect((await ada.confirm(reservation, "viewable")).body).toMatchObject({ counted: true });
});

describe("what a visitor was promised, once it is a contact", () => {
  test("is void where it was for visitors, and not counted, also in a browser that only claims", async () => {
    const { site, ada } = await campaignScene();
    await site.ingest([{ ...pageView(), email: VICTIM }]);
    const { reservation } = await served(ada);
    await ada.send([identify(VICTIM)]);
    expect(await ada.confirm(reservation, "viewable")).toMatchObject({
      status: 409,
      body: { code: "reservation_over" },
    });
    expect((await site.contact(VICTIM)).exposures).toMatchObject([{ viewable_at: null }]);
  });
});
