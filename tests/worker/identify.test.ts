import { describe, expect, test } from "vitest";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { contactsOf, rowsOf } from "./objects.ts";
import { identify, idsOf, pageView } from "./samples.ts";

test("one address in three spellings, typed into three browsers at once, is one contact", async () => {
  const site = await createSite();
  const spellings = ["Ada@Example.com", "  ada@example.COM ", "mailto:ADA@EXAMPLE.COM"];
  const browsers = spellings.map(() => site.browser());
  const views = spellings.map(() => pageView());
  await Promise.all(browsers.map((browser, i) => browser.send([views[i] ?? pageView()])));
  const claims = spellings.map((typed) => identify(typed));
  const answers = await Promise.all(browsers.map((browser, i) => browser.send([claims[i] ?? identify("")])));
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

const sharedBrowser = async () => {
  const site = await createSite();
  const browser = site.browser();
  await browser.send([pageView(), identify("ada@example.com")]);
  return { site, browser, ada: browser.visitor, before: await site.contact("ada@example.com") };
};

describe("a second address on the browser of a contact", () => {
  test("gets a fresh visitor and moves nothing", async () => {
    const { site, browser, ada, before } = await sharedBrowser();
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
    const { site, browser } = await sharedBrowser();
    const retry = site.browser({ cookie: browser.cookie ?? "" });
    const events = [pageView(), identify("ben@example.com")];
    await browser.send(events);
    expect((await retry.send(events)).body).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(retry.visitor).toBe(browser.visitor);
  });

  test("leaves what follows anonymously with neither", async () => {
    const { site, browser, before } = await sharedBrowser();
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
      const { site, browser } = await sharedBrowser();
      await browser.send([identify("ben@example.com")]);
      const view = pageView("/later");
      await browser.send([view]);
      await browser.send([identify(email)]);
      expect(idsOf((await site.profile(browser.visitor)).events)).toEqual([view.id]);
      expect(idsOf((await site.contact(email)).events)).not.toContain(view.id);
    },
  );
});

const verifyingSite = () => createSite({ ...SITE_SETTINGS, identity: { merge: "on-verify" } });

describe("under merge on-verify", () => {
  test("a typed address makes a contact without the visitor's history", async () => {
    const site = await verifyingSite();
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
    const site = await verifyingSite();
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
