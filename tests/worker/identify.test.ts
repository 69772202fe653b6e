import { describe, expect, test } from "vitest";
import { advance, MINUTE } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { dump, rowsOf } from "./objects.ts";
import { addToCart, event, identify, pageView } from "./samples.ts";

const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id).toSorted();

/** Ids of all contacts of the site. */
const contactsOf = async (site: TestSite): Promise<unknown[]> =>
  (await rowsOf(site, "profile")).map(({ id }) => id).filter((id) => String(id).startsWith("c"));

const conflict = (index: number) => ({
  status: 200,
  body: { rejected: [{ index, code: "identity_conflict" }] },
});

test("one address in three spellings, typed into three browsers at once, is one contact", async () => {
  const site = await createSite();
  const spellings = ["Ada@Example.com", "  ada@example.COM ", "mailto:ADA@EXAMPLE.COM"];
  const browsers = spellings.map(() => site.browser());
  const views = spellings.map(() => pageView());
  await Promise.all(browsers.map((browser, i) => browser.send([views[i] ?? pageView()])));
  const claims = spellings.map((typed) => identify(typed));
  const answers = await Promise.all(
    browsers.map((browser, i) => browser.send([claims[i] ?? identify("")])),
  );
  expect(answers.map(({ body }) => (body as { accepted: number }).accepted)).toEqual([1, 1, 1]);
  const contact = await site.contact("ada@example.com");
  expect(idsOf(contact.events)).toEqual(idsOf([...views, ...claims]));
  expect(contact.visitors.toSorted()).toEqual(browsers.map(({ visitor }) => visitor).toSorted());
  expect(await contactsOf(site)).toEqual([contact.profile]);
  expect(await rowsOf(site, "profile")).toHaveLength(1);
});

test("two addresses that differ only by a dot are two contacts", async () => {
  const site = await createSite();
  await site.browser().send([identify("a.da@gmail.com")]);
  await site.browser().send([identify("ada@gmail.com")]);
  expect(await site.lookUp("email=a.da%40gmail.com")).not.toBe(await site.lookUp("email=ada%40gmail.com"));
});

test("the address of the browser's own contact again adds the event and moves nothing", async () => {
  const site = await createSite();
  const ada = site.browser();
  const [view, said, again] = [pageView(), identify("ada@example.com"), identify("Ada@example.com")];
  await ada.send([view, said]);
  const { visitor } = ada;
  expect((await ada.send([again])).body).toEqual({ accepted: 1, duplicate: 0, rejected: [], dropped: [] });
  expect(ada.visitor).toBe(visitor);
  const contact = await site.contact("ada@example.com");
  expect(idsOf(contact.events)).toEqual(idsOf([view, said, again]));
  expect(contact.visitors).toEqual([visitor]);
});

describe("a second address on the browser of a contact", () => {
  const start = async () => {
    const site = await createSite();
    const browser = site.browser();
    await browser.send([pageView(), identify("ada@example.com")]);
    return { site, browser, ada: browser.visitor, before: await site.contact("ada@example.com") };
  };

  test("gets a fresh visitor and moves nothing", async () => {
    const { site, browser, ada, before } = await start();
    const said = identify("ben@example.com");
    expect((await browser.send([said])).body).toEqual({
      accepted: 1,
      duplicate: 0,
      rejected: [],
      dropped: [],
    });
    expect(browser.visitor).not.toBe(ada);
    expect(await site.contact("ada@example.com")).toEqual(before);
    const ben = await site.contact("ben@example.com");
    expect(idsOf(ben.events)).toEqual([said.id]);
    expect(ben.visitors).toEqual([]);
  });

  test("sent again after a lost answer, leads to the same fresh visitor and counts once", async () => {
    const { site, browser } = await start();
    const retry = site.browser({ cookie: browser.cookie ?? "" });
    const events = [pageView(), identify("ben@example.com")];
    await browser.send(events);
    expect((await retry.send(events)).body).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(retry.visitor).toBe(browser.visitor);
  });

  test("leaves what follows anonymously with neither", async () => {
    const { site, browser, before } = await start();
    await browser.send([identify("ben@example.com")]);
    const ben = await site.contact("ben@example.com");
    const view = pageView("/later");
    await browser.send([view]);
    expect((await site.profile(browser.visitor)).kind).toBe("visitor");
    expect(idsOf((await site.profile(browser.visitor)).events)).toEqual([view.id]);
    expect(await site.contact("ada@example.com")).toEqual(before);
    expect(await site.contact("ben@example.com")).toEqual(ben);
  });

  test.each(["ada@example.com", "ben@example.com", "cy@example.com"])(
    "keeps that history from %s too, who signs in there later",
    async (email) => {
      const { site, browser } = await start();
      await browser.send([identify("ben@example.com")]);
      const view = pageView("/later");
      await browser.send([view]);
      await browser.send([identify(email)]);
      expect(idsOf((await site.profile(browser.visitor)).events)).toEqual([view.id]);
      expect(idsOf((await site.contact(email)).events)).not.toContain(view.id);
    },
  );
});

describe("what is no address", () => {
  const emails = [
    "",
    " ",
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@@example.com",
    "ada@exa mple.com",
    "a da@example.com",
    "ada@example..com",
    "ada@.com",
    "null@example.com",
    "undefined@example.com",
    "test@example.com",
    "0@example.com",
    "[object Object]@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(250)}.com`,
    "\u200B@example.com",
  ];
  const phones = ["", "0301234567", "+49", "+0301234567", "+111111111", "+49 (0)30 1234567", "call me"];

  test.each(emails.map((email) => ({ email })))("is rejected and nothing moves: $email", async ({ email }) => {
    const site = await createSite();
    const ada = site.browser();
    const { status, body } = await ada.send([pageView(), event("identify", { email })]);
    expect({ status, body }).toEqual({
      status: 200,
      body: { accepted: 1, duplicate: 0, rejected: [{ index: 1, code: "address_invalid" }], dropped: [] },
    });
    expect((await site.profile(ada.visitor)).kind).toBe("visitor");
  });

  test.each(phones.map((phone) => ({ phone })))("is rejected on both routes: $phone", async ({ phone }) => {
    const site = await createSite();
    const rejected = [{ index: 1, code: "address_invalid" }];
    const claims = [pageView(), event("identify", { phone })];
    expect((await site.browser().send(claims)).body).toMatchObject({ accepted: 1, rejected });
    const served = claims.map((one) => ({ ...one, anonymous_id: "crm-1" }));
    expect((await site.ingest(served)).body).toMatchObject({ accepted: 1, rejected });
    expect(await contactsOf(site)).toEqual([]);
  });
});

describe("a server", () => {
  test("says who a visitor is", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = pageView();
    await ada.send([view]);
    const said = { ...identify("ada@example.com"), visitor: ada.visitor };
    expect((await site.ingest([said])).body).toMatchObject({ accepted: 1 });
    const contact = await site.contact("ada@example.com");
    expect(contact.visitors).toEqual([ada.visitor]);
    expect(idsOf(contact.events)).toEqual(idsOf([view, said]));
  });

  test("names visitors by its own ids, always the same one", async () => {
    const site = await createSite();
    const [view, cart] = [pageView(), addToCart()];
    await site.ingest([{ ...view, anonymous_id: "crm-7" }]);
    await advance(MINUTE);
    await site.ingest([
      { ...cart, anonymous_id: "crm-7" },
      { ...pageView(), anonymous_id: "crm-8" },
    ]);
    const visitor = await site.lookUp("anonymous_id=crm-7");
    expect(idsOf((await site.profile(visitor)).events)).toEqual(idsOf([view, cart]));
    expect(await site.lookUp(`visitor=${visitor}`)).toBe(visitor);
    expect(await site.lookUp("anonymous_id=crm-8")).not.toBe(visitor);
  });

  test.each([
    { bytes: 127, isKept: true },
    { bytes: 128, isKept: true },
    { bytes: 129, isKept: false },
  ])("may use an id of its own of $bytes bytes: $isKept", async ({ bytes, isKept }) => {
    const site = await createSite();
    const anonymous_id = "ü".repeat(Math.floor(bytes / 2)) + "x".repeat(bytes % 2);
    const { body } = await site.ingest([
      { ...pageView(), anonymous_id: "crm-1" },
      { ...pageView(), anonymous_id },
    ]);
    expect(body).toMatchObject({
      accepted: isKept ? 2 : 1,
      rejected: isKept ? [] : [{ index: 1, code: "event_invalid" }],
    });
  });

  test.each(["vx00short", `vx99${"A".repeat(22)}`, `ve00${"A".repeat(22)}`, `c00${"A".repeat(22)}`])(
    "cannot name a visitor that no shard of the site holds: %s",
    async (visitor) => {
      const site = await createSite();
      expect((await site.ingest([{ ...pageView(), visitor }])).body).toMatchObject({
        code: "event_none_valid",
        rejected: [{ index: 0, code: "profile_unknown" }],
      });
    },
  );

  test("cannot give a visitor of one contact to another", async () => {
    const site = await createSite();
    const browser = site.browser();
    await browser.send([pageView(), identify("ada@example.com")]);
    const before = await dump(site);
    const said = { ...identify("ben@example.com"), visitor: browser.visitor };
    expect(await site.ingest([said])).toMatchObject(conflict(0));
    expect(await dump(site)).toEqual(before);
  });
});

describe("a phone number and an e-mail address", () => {
  const PHONE = "+49 30 123-4567";
  const phoneOf = (site: TestSite) => site.lookUp(`phone=${encodeURIComponent("+49301234567")}`);
  const emailOf = (site: TestSite) => site.lookUp("email=ada%40example.com");

  test("of one browser are one contact, who keeps the id of the first", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView(), event("identify", { phone: PHONE })]);
    const contact = await phoneOf(site);
    await ada.send([identify("ada@example.com", { phone: PHONE })]);
    expect(await emailOf(site)).toBe(contact);
    expect(await phoneOf(site)).toBe(contact);
    expect(await contactsOf(site)).toEqual([contact]);
  });

  test("typed one after the other on the contact's browser are one contact", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([event("identify", { phone: PHONE })]);
    const contact = await phoneOf(site);
    await ada.send([identify("ada@example.com")]);
    expect(await emailOf(site)).toBe(contact);
  });

  test("of one event are one contact at once, found by either", async () => {
    const site = await createSite();
    await site.browser().send([pageView(), identify("ada@example.com", { phone: PHONE })]);
    expect(await phoneOf(site)).toBe(await emailOf(site));
    expect(await contactsOf(site)).toHaveLength(1);
  });

  test("of one server event are one contact, who keeps the id of the first", async () => {
    const site = await createSite();
    const [bought, said] = [event("purchase", { phone: PHONE }), event("sign_up", { phone: PHONE })];
    await site.ingest([bought]);
    const contact = await phoneOf(site);
    await site.ingest([{ ...said, email: "ada@example.com" }]);
    expect(await emailOf(site)).toBe(contact);
    expect(await contactsOf(site)).toEqual([contact]);
    expect(idsOf((await site.profile(contact)).events)).toEqual(idsOf([bought, said]));
  });

  test("of one server event for a new contact are found by either", async () => {
    const site = await createSite();
    await site.ingest([event("sign_up", { email: "ada@example.com", phone: PHONE })]);
    expect(await phoneOf(site)).toBe(await emailOf(site));
  });

  test("of two contacts conflict, and nothing is merged", async () => {
    const site = await createSite();
    await site.browser().send([event("identify", { phone: PHONE })]);
    await site.browser().send([identify("ada@example.com")]);
    const [phone, email] = [await phoneOf(site), await emailOf(site)];
    expect(email).not.toBe(phone);
    const contacts = [await site.profile(phone), await site.profile(email)];
    const browser = site.browser();
    const view = pageView();
    expect(await browser.send([view, identify("ada@example.com", { phone: PHONE })])).toMatchObject(conflict(1));
    expect([await site.profile(phone), await site.profile(email)]).toEqual(contacts);
    expect(idsOf((await site.profile(browser.visitor)).events)).toEqual([view.id]);
  });

  test("of two contacts conflict in a server event too", async () => {
    const site = await createSite();
    await site.ingest([event("sign_up", { phone: PHONE }), event("sign_up", { email: "ada@example.com" })]);
    const contacts = [await site.profile(await phoneOf(site)), await site.profile(await emailOf(site))];
    const both = event("sign_up", { phone: PHONE, email: "ada@example.com" });
    expect(await site.ingest([both])).toMatchObject(conflict(0));
    expect([await site.profile(await phoneOf(site)), await site.profile(await emailOf(site))]).toEqual(contacts);
  });

  test("of two contacts, the second belonging to the browser, conflict or start a fresh visitor, and merge nothing", async () => {
    const site = await createSite();
    await site.browser().send([event("identify", { phone: PHONE })]);
    const browser = site.browser();
    await browser.send([identify("ada@example.com")]);
    const phone = await phoneOf(site);
    const before = await site.profile(phone);
    const { body } = await browser.send([identify("ada@example.com", { phone: PHONE })]);
    expect(body).toEqual({
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, code: "identity_conflict" }],
      dropped: [],
    });
    expect(await site.profile(phone)).toEqual(before);
    expect(await phoneOf(site)).toBe(phone);
  });
});

describe("under merge on-verify", () => {
  const start = () => createSite({ ...SITE_SETTINGS, identity: { merge: "on-verify" } });

  test("a typed address makes a contact without the visitor's history", async () => {
    const site = await start();
    const ada = site.browser();
    const [view, said] = [pageView(), identify("ada@example.com")];
    expect((await ada.send([view, said])).body).toEqual({
      accepted: 2,
      duplicate: 0,
      rejected: [],
      dropped: [],
    });
    const contact = await site.contact("ada@example.com");
    expect(idsOf(contact.events)).toEqual([said.id]);
    expect(contact.visitors).toEqual([]);
    expect(idsOf((await site.profile(ada.visitor)).events)).toEqual([view.id]);
  });

  test("a server's word moves the history", async () => {
    const site = await start();
    const ada = site.browser();
    const [view, typed] = [pageView(), identify("ada@example.com")];
    await ada.send([view, typed]);
    const vouched = { ...identify("ada@example.com"), visitor: ada.visitor };
    await site.ingest([vouched]);
    const contact = await site.contact("ada@example.com");
    expect(contact.visitors).toEqual([ada.visitor]);
    expect(idsOf(contact.events)).toEqual(idsOf([view, typed, vouched]));
  });
});
