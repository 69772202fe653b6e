import { describe, expect, test } from "vitest";
import { advance, DAY, HOUR, MINUTE, NOON, present, SECOND } from "./clock.ts";
import { access, erase, receiptOf, removedFrom, tablesWith } from "./erasure-kit.ts";
import { PLACES } from "../../worker/profile/erasure/places.ts";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { addToCart, event, EVERYTHING, identify, pageView, VIEWERS } from "./samples.ts";

const EMAIL = "ada@example.com";
const PHONE = "+493012345678";

const dropped = (...indexes: number[]) => indexes.map((index) => ({ index, reason: "erased" }));

/** A contact with two browsers, a phone number, an audience, a refused event, and what else can be held. */
const contactScene = async () => {
  const site = await createSite();
  await site.putAudience("viewers", { ...VIEWERS, of: "all" });
  const phone = site.browser();
  const desk = site.browser();
  await phone.send([pageView("/mine?utm_source=news")]);
  await desk.send([pageView("/boots"), addToCart()]);
  await advance(MINUTE);
  await phone.send([identify(EMAIL)]);
  await desk.send([identify(EMAIL)]);
  await site.ingest([event("identify", { email: EMAIL, phone: PHONE })]);
  const other = site.browser();
  await other.send([pageView("/other"), identify("bob@example.com")]);
  await advance(MINUTE);
  const contact = await site.lookUp(`email=${EMAIL}`);
  const ids = [contact, phone.visitor, desk.visitor];
  return { site, phone, desk, other, contact, ids };
};

/** Tables that name no profile, or are cleared by themselves: profiles, and the position of a walk over them. */
const OTHER_TABLES = [
  "consent_log",
  "conversion_result",
  "creative_result",
  "erasure",
  "feed_base",
  "journey_passage",
  "journey_run",
  "feed_revision",
  "message_result",
  "migration",
  "profile",
  "push",
  "push_request",
  "removal",
  "residue",
  "retention",
  "sweep",
  "tombstone",
  "total_hold",
  "job_failure",
  "journey_version",
  "total_lease",
];

test("every table of a shard is a place that access and erasure know, or names nobody", async () => {
  const site = await createSite();
  await site.browser().send([pageView()]);
  const tables = (await dump(site)).flatMap((object) => Object.keys(object));
  const known = [...OTHER_TABLES, ...PLACES.map(({ table }) => table)];
  expect([...new Set(tables)].toSorted()).toEqual(known.toSorted());
});

describe("access", () => {
  test.each([
    { by: "the e-mail", subject: () => ({ email: " ADA@Example.com " }) },
    { by: "the phone", subject: () => ({ phone: PHONE }) },
    { by: "a browser", subject: (visitor: string) => ({ visitor }) },
  ])("finds by $by the contact, its browsers and its addresses", async ({ subject }) => {
    const { site, phone, ids } = await contactScene();
    const bundle = await access(site, subject(phone.visitor));
    expect(bundle).toMatchObject({ schema_version: 1, site: site.id, view: "operator" });
    expect(bundle.subject).toEqual(expect.arrayContaining(ids));
    expect(bundle.subject).toHaveLength(4); // The phone's own id is the fourth.
    const { profile = [], identifier = [], pointer = [], membership = [], change = [] } = bundle.places;
    expect(profile).toMatchObject([
      { profile: ids[0], kind: "contact", standings: [{ audience: "viewers", entered_at: NOON }] },
    ]);
    expect((profile[0] as { events: unknown[] }).events).toHaveLength(6);
    expect(identifier).toEqual(
      expect.arrayContaining([
        { kind: "email", value: EMAIL },
        { kind: "phone", value: PHONE },
      ]),
    );
    expect(pointer).toHaveLength(3);
    expect(membership).toHaveLength(1);
    expect(change.length).toBeGreaterThan(2);
  });

  test("is empty for somebody nobody knows", async () => {
    const { site } = await contactScene();
    const { subject, places } = await access(site, { email: "nobody@example.com" });
    // What was chosen stays proven, under a pseudonym that leads from an id and not back.
    const others = Object.keys(places).filter((place) => place !== "consent");
    expect({ ids: subject.length, others }).toEqual({ ids: 1, others: [] });
  });

  test("by the caller's own id is of the visitor it maps to", async () => {
    const { site } = await contactScene();
    await site.ingest([{ ...pageView("/app"), anonymous_id: "app-7" }]);
    const { places } = await access(site, { anonymous_id: "app-7" });
    expect(places["profile"]).toMatchObject([{ kind: "visitor", events: [{ type: "page_view" }] }]);
  });
});

describe("erasing a contact", () => {
  test.each([
    { by: "the e-mail", subject: () => ({ email: EMAIL }) },
    { by: "the phone", subject: () => ({ phone: PHONE }) },
    { by: "a browser", subject: (visitor: string) => ({ visitor }) },
  ])("by $by leaves nothing of it but the exit that platforms are owed", async ({ subject }) => {
    const { site, phone, other, ids } = await contactScene();
    const receipt = await erase(site, subject(phone.visitor));
    expect(removedFrom(receipt)).toMatchObject({ profile: 1, identifier: 2, pointer: 3, membership: 1 });
    expect(await tablesWith(site, ids)).toEqual(["change", "former_key"]);
    expect(Object.keys((await access(site, { email: EMAIL })).places)).toEqual(["consent"]);
    expect((await site.contact("bob@example.com")).visitors).toEqual([other.visitor]);
    await advance(30 * DAY);
    expect(await tablesWith(site, ids)).toEqual([]);
  });

  test("answers a complete receipt that names nobody and can be read again", async () => {
    const { site, contact, ids } = await contactScene();
    const receipt = await erase(site, { email: EMAIL });
    expect(receipt).toMatchObject({
      requested_by: "operator",
      requested_at: present(),
      completed_at: present(),
      subject: expect.stringMatching(/^p_[0-9A-Za-z]{22}$/) as unknown,
    });
    expect(receipt.places).toContainEqual({
      place: "profile",
      shard: `${site.id}/contacts/${contact.slice(1, 3)}`,
      removed: 1,
      at: present(),
    });
    expect(receipt.places).toContainEqual({ place: "quarantine", removed: 0, at: present() });
    for (const id of ids) expect(JSON.stringify(receipt)).not.toContain(id);
    expect(await receiptOf(site, receipt.receipt)).toEqual(receipt);
  });

  test("twice gives another receipt for the same subject, with zeros", async () => {
    const { site } = await contactScene();
    const first = await erase(site, { email: EMAIL });
    await advance(SECOND);
    const second = await erase(site, { email: EMAIL });
    expect(second.receipt).not.toBe(first.receipt);
    expect(second.subject).toBe(first.subject);
    expect(removedFrom(second)).toEqual({});
    expect(second.places.length).toBeGreaterThan(5);
    expect(removedFrom(await receiptOf(site, first.receipt))).toEqual(removedFrom(first));
  });

  test("drops what was done before and arrives after, by every way", async () => {
    const { site, phone, desk, ids } = await contactScene();
    const late = pageView("/late");
    await erase(site, { email: EMAIL });
    await advance(HOUR);
    expect((await phone.send([late])).body).toEqual({
      accepted: 0,
      duplicate: 0,
      rejected: [],
      dropped: dropped(0),
    });
    expect(phone.cookie).toBeNull();
    const old = event("identify", { email: EMAIL, at: NOON + MINUTE });
    expect((await site.ingest([old])).body).toMatchObject({ accepted: 0, dropped: dropped(0) });
    const both = { ...old, id: "both-together-1", phone: PHONE };
    expect((await site.ingest([both])).body).toMatchObject({ accepted: 0, dropped: dropped(0) });
    const imported = await site.server.post("/events?import=1", {
      consent: EVERYTHING,
      region: "DE",
      events: [{ ...pageView("/2025"), email: EMAIL, at: NOON - 300 * DAY }],
    });
    expect(imported.body).toMatchObject({ accepted: 0, dropped: dropped(0) });
    expect((await site.ingest([{ ...pageView(), visitor: desk.visitor }])).body).toMatchObject({
      accepted: 0,
      dropped: dropped(0),
    });
    const typed = site.browser();
    await typed.send([{ ...identify(EMAIL), at: NOON + MINUTE }]);
    expect(await tablesWith(site, ids)).toEqual(["change", "former_key"]);
  });

  test("lets the same address become a fresh contact by a later action", async () => {
    const { site, phone, ids } = await contactScene();
    await erase(site, { email: EMAIL });
    await advance(HOUR);
    const visitor = phone.visitor;
    expect((await phone.send([pageView("/again"), identify(EMAIL)])).body).toMatchObject({ accepted: 2 });
    expect(phone.visitor).not.toBe(visitor);
    const contact = await site.contact(EMAIL);
    expect(contact).toMatchObject({ profile: ids[0], visitors: [phone.visitor] });
    expect(contact.events.map(({ type }) => type).toSorted()).toEqual(["identify", "page_view"]);
    const old = { ...pageView("/2025"), email: EMAIL, at: NOON + MINUTE };
    expect((await site.ingest([old])).body).toMatchObject({ accepted: 0, dropped: dropped(0) });
    const oldPhone = event("identify", { email: EMAIL, phone: PHONE, at: NOON + MINUTE });
    expect((await site.ingest([oldPhone])).body).toMatchObject({ accepted: 0, dropped: dropped(0) });
    expect((await site.contact(EMAIL)).events).toHaveLength(2);
    expect((await access(site, { email: EMAIL })).places["identifier"]).toEqual([
      { kind: "email", value: EMAIL },
    ]);
  });
});
