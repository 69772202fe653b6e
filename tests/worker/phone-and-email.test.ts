import { describe, expect, test } from "vitest";
import { createSite, type TestSite } from "./kit.ts";
import { contactsOf } from "./objects.ts";
import { event, identify, idsOf, pageView } from "./samples.ts";

const conflict = (index: number) => ({
  status: 200,
  body: { rejected: [{ index, code: "identity_conflict" }] },
});

const PHONE = "+49 30 123-4567";
const phoneOf = (site: TestSite) => site.lookUp(`phone=${encodeURIComponent("+49301234567")}`);
const emailOf = (site: TestSite) => site.lookUp("email=ada%40example.com");

describe("a phone number and an e-mail address", () => {
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
    expect(await browser.send([view, identify("ada@example.com", { phone: PHONE })])).toMatchObject(
      conflict(1),
    );
    expect([await site.profile(phone), await site.profile(email)]).toEqual(contacts);
    expect(idsOf((await site.profile(browser.visitor)).events)).toEqual([view.id]);
  });

  test("of two contacts conflict in a server event too", async () => {
    const site = await createSite();
    await site.ingest([event("sign_up", { phone: PHONE }), event("sign_up", { email: "ada@example.com" })]);
    const contacts = [await site.profile(await phoneOf(site)), await site.profile(await emailOf(site))];
    const both = event("sign_up", { phone: PHONE, email: "ada@example.com" });
    expect(await site.ingest([both])).toMatchObject(conflict(0));
    expect([await site.profile(await phoneOf(site)), await site.profile(await emailOf(site))]).toEqual(
      contacts,
    );
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
