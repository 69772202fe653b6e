import { describe, expect, test } from "vitest";
import { MERGE_REVERSAL_MS } from "../../schemas/limits.ts";
import type { Parcel, ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { advance, HOUR, MINUTE, SECOND, sleepThrough } from "./clock.ts";
import { access, erase, tablesWith } from "./erasure-kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, evictShards, rowsOf, runAlarms, shardOf } from "./objects.ts";
import { addToCart, EVERYTHING, event, identify, idsOf, pageView, VIEWERS } from "./samples.ts";

const FROM = "ada@old.example";
const INTO = "ada@new.example";
const PHONE = "+49301234567";

const mergeOf = (site: TestSite, from: object = { email: FROM }, into: object = { email: INTO }) =>
  site.server.post("/contacts/merge", { from, into });

const merged = async (site: TestSite): Promise<string> => {
  const { status, body, text } = await mergeOf(site);
  if (status !== 200) throw new Error(text);
  return (body as { merge: string }).merge;
};

const undo = (site: TestSite, merge: string) => site.server.delete(`/contacts/merges/${merge}`);

/** Two contacts, each with a browser; the one that goes has a phone number and was in an audience. */
const twoContacts = async () => {
  const site = await createSite();
  await site.putAudience("viewers", { ...VIEWERS, of: "contacts" });
  await site.putAudience("carts", { ...VIEWERS, of: "contacts", include: { event: "add_to_cart" } });
  const [old, fresh] = [site.browser(), site.browser()];
  const [theirs, ours] = [[pageView("/old?utm_source=news"), addToCart()], [pageView("/new")]];
  await old.send([...theirs, identify(FROM)]);
  await site.ingest([event("identify", { email: FROM, phone: PHONE })]);
  await advance(MINUTE);
  await fresh.send([...ours, identify(INTO)]);
  await advance(MINUTE);
  const [from, into] = [await site.contact(FROM), await site.contact(INTO)];
  const { cursor } = await site.members("carts");
  return { site, old, fresh, from, into, cursor };
};

type Scene = Awaited<ReturnType<typeof twoContacts>>;

describe("two contacts that are one person", () => {
  test("have everything in the one that stays, each once, and every name leads there", async () => {
    const { site, old, fresh, from, into, cursor } = await twoContacts();
    expect((await mergeOf(site)).body).toEqual({
      contact: into.profile,
      merge: expect.stringMatching(/^m_c\w{24}$/) as unknown,
    });
    const contact = await site.contact(INTO);
    expect(idsOf(contact.events)).toEqual(idsOf([...from.events, ...into.events]));
    expect(contact.visitors.toSorted()).toEqual([old.visitor, fresh.visitor].toSorted());
    expect(contact.touches).toHaveLength(1);
    for (const name of [`email=${FROM}`, `phone=${encodeURIComponent(PHONE)}`, `visitor=${old.visitor}`]) {
      expect(await site.lookUp(name)).toBe(into.profile);
    }
    // Two shards: which of them is asked first is chance.
    const changes = (await site.changes("carts", cursor)).rows;
    expect(changes.toSorted((a, b) => a.op.localeCompare(b.op))).toMatchObject([
      { op: "enter", profile: into.profile },
      { op: "exit", profile: from.profile, reason: "identified" },
    ]);
    expect((await rowsOf(site, "profile")).map(({ id }) => id)).toEqual([into.profile]);
    expect((await access(site, { email: INTO })).places["identifier"]).toHaveLength(3);
  });

  test("hear late events and new claims of both in the one that stays", async () => {
    const { site, old, into } = await twoContacts();
    await merged(site);
    const [view, said] = [pageView("/late"), event("sign_up", { email: FROM })];
    await old.send([view]);
    await site.ingest([said]);
    await site.browser().send([pageView(), identify(FROM)]);
    const { profile, events, visitors } = await site.contact(FROM);
    expect(profile).toBe(into.profile);
    expect(events.map(({ id }) => id)).toEqual(expect.arrayContaining([view.id, said.id]));
    expect(visitors).toHaveLength(3);
  });

  test("keep the newest choice and every stop", async () => {
    const { site, from } = await twoContacts();
    const shard = shardOf(site, from.profile) as unknown as ProfileShardRpc;
    await shard.hearFeedback(
      { contact: from.profile, medium: "email", message: null, kind: "bounced", at: 1 },
      0,
    );
    await site.ingest([{ ...pageView(), email: INTO }], {
      consent: { ...EVERYTHING, ad_user_data: "denied" },
    });
    await merged(site);
    const contact = await site.contact(INTO);
    expect(contact.consent.ad_user_data?.state).toBe("denied");
    const stays = shardOf(site, contact.profile) as unknown as ProfileShardRpc;
    expect((await stays.preferences(contact.profile, 0))?.media.email).toBe(false);
  });

  test("are noted in the audit with a pseudonym", async () => {
    const { site, from } = await twoContacts();
    const merge = await merged(site);
    await undo(site, merge);
    const { body, text } = await site.server.get("/audit");
    const actions = (body as { entries: { action: string }[] }).entries.map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith("contact."))).toEqual([
      "contact.merge",
      "contact.unmerge",
    ]);
    expect(text).not.toContain(from.profile);
  });
});

describe("a merge is refused", () => {
  test("where nobody is known under a name, where both are one, and where it was done before", async () => {
    const { site, from, into, fresh } = await twoContacts();
    const before = await dump(site);
    expect(await mergeOf(site, { email: "nobody@example.com" })).toMatchObject({
      status: 404,
      body: { code: "profile_unknown" },
    });
    expect(await mergeOf(site, { profile: "c00unknown" })).toMatchObject({ status: 404 });
    expect(await mergeOf(site, { email: FROM }, { phone: PHONE })).toMatchObject({
      status: 409,
      body: { code: "contact_same" },
    });
    expect(await mergeOf(site, { profile: fresh.visitor })).toMatchObject({
      status: 409,
      body: { code: "contact_same" },
    });
    expect(await mergeOf(site, { email: "no address" })).toMatchObject({ status: 400 });
    expect(await dump(site)).toEqual(before);
    const merge = await merged(site);
    const again = { status: 409, body: { code: "contact_merged", merge } };
    expect(await mergeOf(site)).toMatchObject(again);
    expect(await mergeOf(site, { profile: from.profile }, { profile: into.profile })).toMatchObject(again);
  });

  test("where two are merged into each other at once: nothing is lost, and one contact or both are there", async () => {
    const { site, from, into } = await twoContacts();
    await Promise.all([mergeOf(site), mergeOf(site, { email: INTO }, { email: FROM })]);
    await advance(MINUTE);
    const [a, b] = [await site.contact(FROM), await site.contact(INTO)];
    expect(idsOf([...new Map([...a.events, ...b.events].map((one) => [one.id, one])).values()])).toEqual(
      idsOf([...from.events, ...into.events]),
    );
    expect((await rowsOf(site, "pointer")).every(({ parcel }) => parcel === null)).toBe(true);
  });
});

/** What the site knows afterwards, without the ids that differ from site to site. */
const outcomeOf = async ({ site }: Scene) => {
  const { profile, events, visitors, touches, ...contact } = await site.contact(INTO);
  const standings = (await site.standings(profile)).map(({ id, member }) => ({ id, member }));
  const parcels = (await rowsOf(site, "pointer")).filter(({ parcel }) => parcel !== null);
  return {
    contact,
    standings,
    counts: [events, visitors, touches, parcels].map(({ length }) => length),
    kept: [(await rowsOf(site, "merge")).length, (await rowsOf(site, "takeover")).length],
  };
};

/** The machine stops when the contact is packed: nobody has heard of it. */
const stopAfterPacking = async ({ site }: Scene): Promise<void> => {
  atNextDelivery(() => Promise.reject(new Error("the contact's shard is restarting")));
  await merged(site); // It is certain to happen, and answered so.
  await evictShards(site);
};

/** The other shard has unpacked it, and the answer was lost. */
const stopAfterDelivery = async (scene: Scene): Promise<void> => {
  await stopAfterPacking(scene);
  const { site } = scene;
  const pointer = (await rowsOf(site, "pointer")).find(({ parcel: waiting }) => waiting !== null);
  const parcel = JSON.parse(String(pointer?.["parcel"])) as Parcel;
  await (shardOf(site, parcel.contact) as unknown as ProfileShardRpc).deliver(parcel, 0);
  await evictShards(site);
};

describe("a merge that is interrupted", () => {
  test.each([
    { stop: "before it is delivered", go: stopAfterPacking },
    { stop: "after it was delivered", go: stopAfterDelivery },
  ])("$stop is finished by the alarm, once, and can be undone", async ({ go }) => {
    const scene = await twoContacts();
    const { site, from, into } = scene;
    await go(scene);
    await sleepThrough(5 * SECOND);
    await runAlarms(site);
    await runAlarms(site);
    const twin = await twoContacts();
    await merged(twin.site);
    expect(await outcomeOf(scene)).toEqual(await outcomeOf(twin));
    const [kept] = await rowsOf(site, "merge");
    await undo(site, String(kept?.["id"]));
    expect(await site.profile(from.profile)).toEqual(from);
    expect(idsOf((await site.contact(INTO)).events)).toEqual(idsOf(into.events));
  });
});

describe("a reversal", () => {
  test("restores the contact that went, and takes what it brought out of the other", async () => {
    const { site, old, fresh, from, into } = await twoContacts();
    const merge = await merged(site);
    await advance(HOUR);
    const later = pageView("/later");
    await fresh.send([later]);
    expect(await undo(site, merge)).toMatchObject({ status: 200, body: { contact: from.profile, merge } });
    expect(await site.profile(from.profile)).toEqual(from);
    expect(await site.lookUp(`visitor=${old.visitor}`)).toBe(from.profile);
    expect(await site.lookUp(`phone=${encodeURIComponent(PHONE)}`)).toBe(from.profile);
    expect(await site.lookUp(`email=${FROM}`)).toBe(from.profile);
    const left = await site.contact(INTO);
    expect(idsOf(left.events)).toEqual(idsOf([...into.events, later]));
    expect([left.visitors, left.touches, left.consent]).toEqual([into.visitors, into.touches, into.consent]);
    expect(await site.memberships(from.profile)).toEqual(["carts", "viewers"]);
    expect(await site.memberships(into.profile)).toEqual(["viewers"]);
    expect(await site.exported("carts")).toEqual([from.profile]);
    expect((await access(site, { profile: undefined, email: INTO })).places["identifier"]).toHaveLength(1);
  });

  test("leaves with the other what was done since, also by the old browser", async () => {
    const { site, old, from } = await twoContacts();
    const merge = await merged(site);
    const since = pageView("/since");
    await old.send([since]);
    await undo(site, merge);
    expect((await site.contact(INTO)).events.map(({ id }) => id)).toContain(since.id);
    expect(await site.profile(from.profile)).toEqual(from);
    const after = pageView("/after");
    await old.send([after]);
    expect((await site.profile(from.profile)).events.map(({ id }) => id)).toContain(after.id);
  });

  test("brings nothing back that was refused since", async () => {
    const { site, fresh, from } = await twoContacts();
    const merge = await merged(site);
    await advance(MINUTE);
    fresh.consent = { ...EVERYTHING, ad_user_data: "denied", ad_storage: "denied" };
    await fresh.send([pageView()]);
    await undo(site, merge);
    const { consent, touches } = await site.profile(from.profile);
    expect([consent.ad_user_data?.state, consent.ad_storage?.state]).toEqual(["denied", "denied"]);
    expect(touches.every(({ clickIds }) => Object.keys(clickIds).length === 0)).toBe(true);
  });

  test("is done once, and lets the two be merged again", async () => {
    const { site, from, into } = await twoContacts();
    const merge = await merged(site);
    await undo(site, merge);
    expect(await undo(site, merge)).toMatchObject({ status: 404, body: { code: "merge_unknown" } });
    expect(await undo(site, "m_c00unknown")).toMatchObject({ status: 404 });
    await merged(site);
    expect(idsOf((await site.contact(INTO)).events)).toEqual(idsOf([...from.events, ...into.events]));
  });

  test("that is interrupted between the two shards is finished by the alarm", async () => {
    const { site, from, into } = await twoContacts();
    const merge = await merged(site);
    const target = shardOf(site, into.profile) as unknown as ProfileShardRpc;
    await evictShards(site);
    await target.returnTaken(merge, 0);
    await evictShards(site);
    expect((await undo(site, merge)).status).toBe(200);
    expect(await site.profile(from.profile)).toEqual(from);
    expect(idsOf((await site.contact(INTO)).events)).toEqual(idsOf(into.events));
  });

  test("of a contact that went on into another waits until that is undone", async () => {
    const { site } = await twoContacts();
    await site.ingest([{ ...pageView(), email: "ada@third.example" }]);
    const first = await merged(site);
    const { body } = await mergeOf(site, { email: INTO }, { email: "ada@third.example" });
    expect(await undo(site, first)).toMatchObject({ status: 409, body: { code: "merge_covered" } });
    expect((await undo(site, (body as { merge: string }).merge)).status).toBe(200);
    expect((await undo(site, first)).status).toBe(200);
  });

  test("is possible for thirty days, and the original goes then", async () => {
    const { site, from } = await twoContacts();
    const merge = await merged(site);
    await advance(MERGE_REVERSAL_MS - 1);
    expect(await rowsOf(site, "takeover")).toHaveLength(1);
    await advance(1);
    await advance(MINUTE);
    expect(await undo(site, merge)).toMatchObject({ status: 410, body: { code: "merge_expired" } });
    const [row] = await rowsOf(site, "merge");
    expect([row?.["origin"], row?.["history"], row?.["identifiers"]]).toEqual([from.profile, "", "[]"]);
    expect(await rowsOf(site, "takeover")).toEqual([]);
  });
});

test("erasing the person takes the original along", async () => {
  const { site, old, fresh, from, into } = await twoContacts();
  const merge = await merged(site);
  const { places } = await access(site, { email: INTO });
  expect(places["merge"]).toMatchObject([
    { id: merge, origin: from.profile, target: into.profile, original: { kind: "contact" } },
  ]);
  expect(places["takeover"]).toMatchObject([{ merge, taken: { browsers: [old.visitor] } }]);
  expect(JSON.stringify(places["merge"])).not.toContain("sealed");
  await erase(site, { email: FROM });
  expect(await undo(site, merge)).toMatchObject({ status: 404 });
  const names = [old.visitor, fresh.visitor, from.profile, into.profile];
  expect(await tablesWith(site, names)).toEqual(["change", "former_key"]);
});
