import { describe, expect, test } from "vitest";
import { NOTICES } from "../../schemas/notice/notices.ts";
import { DEFAULT_REGION_RULES } from "../../worker/domain/consent/default-rules.ts";
import type { ConsentRecord } from "../../worker/domain/consent/consent-record.ts";
import { advance, HOUR, MINUTE, NOON, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf, shardOf, inShard } from "./objects.ts";
import { EVERYTHING, NOTHING, pageView, VIEWERS } from "./samples.ts";
import { viewerScene } from "./scenes.ts";

type Entry = ConsentRecord & { id: string; profile: string; subject: string; hash: string };

const logOf = async (site: TestSite, profile: string): Promise<Entry[]> => {
  const { status, body } = await site.server.get(`/consent/log?profile=${profile}`);
  expect(status).toBe(200);
  return (body as { records: Entry[] }).records;
};

const eventsOf = async (site: TestSite, profile: string): Promise<string[]> =>
  (await logOf(site, profile)).map(({ event }) => event);

const identify = (email: string) => ({ ...pageView(), type: "identify", email });

describe("the log of choices", () => {
  test("has what was chosen, when, how, where and under which rule", async () => {
    const { site, visitor } = await viewerScene();
    const granted = { state: "granted", source: "banner", at: NOON };
    expect(await logOf(site, visitor)).toMatchObject([
      {
        id: `any/0${visitor[3]}/1`,
        profile: visitor,
        at: NOON,
        event: "given",
        purposes: { analytics_storage: granted, ad_storage: granted, ad_user_data: granted },
        gpc: false,
        rule: { mode: "opt-in" },
        cleared: [],
        previous: null,
      },
    ]);
  });

  test("is proof of a withdrawal: it names each place that was cleared", async () => {
    const { site, ada, visitor } = await viewerScene();
    ada.consent = NOTHING;
    await ada.send([]);
    const [, withdrawn] = await logOf(site, visitor);
    const at = NOON + HOUR;
    expect(withdrawn).toMatchObject({ event: "withdrawn", at, previous: 1 });
    expect(withdrawn?.cleared.toSorted((a, b) => (a.place < b.place ? -1 : 1))).toEqual([
      { place: "ad_events", removed: 1, at },
      { place: "click_ids", removed: 1, at },
      { place: "events", removed: 1, at },
      { place: "exports", removed: 1, at },
      { place: "memberships", removed: 1, at },
      { place: "touches", removed: 1, at },
    ]);
  });

  test("names only what a partial withdrawal took: ads, and not the statistics", async () => {
    const { site, ada, visitor } = await viewerScene();
    ada.consent = { ...EVERYTHING, ad_storage: "denied" };
    await ada.send([]);
    const [, withdrawn] = await logOf(site, visitor);
    expect(withdrawn).toMatchObject({ event: "withdrawn", changed: ["ad_storage"] });
    expect(withdrawn?.cleared.map(({ place }) => place).toSorted()).toEqual([
      "ad_events",
      "click_ids",
      "exports",
      "memberships",
    ]);
  });

  test("tells giving, refusing, changing and the browser's signal apart", async () => {
    const site = await createSite();
    const ada = site.browser({ consent: { analytics_storage: "granted" } });
    await ada.send([pageView()]);
    const { visitor } = ada;
    for (const consent of [
      { analytics_storage: "granted", ad_storage: "denied" },
      { analytics_storage: "denied", ad_storage: "granted" },
    ] as const) {
      await advance(MINUTE);
      ada.consent = consent;
      await ada.send([pageView()]);
    }
    await advance(MINUTE);
    const withSignal = site.browser({ consent: ada.consent, gpc: true, cookie: ada.cookie ?? "" });
    await withSignal.send([pageView()]);
    expect(await eventsOf(site, visitor)).toEqual(["given", "refused", "updated", "signal"]);
  });

  test("does not grow when the same is said again, later", async () => {
    const { site, ada, visitor } = await viewerScene();
    for (const minutes of [1, 2]) {
      await advance(minutes * MINUTE);
      await ada.send([pageView()], { consent_at: present() });
    }
    expect((await site.profile(visitor)).consent).toMatchObject({ ad_storage: { at: present() } });
    expect(await rowsOf(site, "consent_log")).toHaveLength(1);
  });

  test("holds no id, no address and nothing of what was seen", async () => {
    const { site, ada, visitor } = await viewerScene();
    await ada.send([identify("ada@example.com")]);
    const contact = await site.lookUp("email=ada%40example.com");
    const log = JSON.stringify(await rowsOf(site, "consent_log"));
    expect(log.length).toBeGreaterThan(100);
    for (const planted of [visitor, contact, "ada@", "shop.example", "gclid", "utm_source"])
      expect(log).not.toContain(planted);
  });

  test("of a contact has every linked browser's, asked by any of their ids", async () => {
    const { site, ada, visitor } = await viewerScene();
    await ada.send([identify("ada@example.com")]);
    const phone = site.browser();
    await phone.send([pageView()]);
    await phone.send([identify("ada@example.com")]);
    const contact = await site.lookUp("email=ada%40example.com");
    const entries = await logOf(site, contact);
    expect(new Set(entries.map(({ profile }) => profile))).toEqual(
      new Set([visitor, phone.visitor, contact]),
    );
    expect(entries.map(({ event }) => event).toSorted()).toEqual(["given", "given", "linked"]);
    expect(await logOf(site, visitor)).toEqual(entries);
  });

  test("is found for a contact with hundreds of browsers", async () => {
    const { site, visitor } = await viewerScene();
    const others = Array.from({ length: 500 }, (_, index) => `vx00${String(index).padStart(22, "a")}`);
    const logged = await inShard(shardOf(site, visitor), (shard) => shard.consentLog([...others, visitor]));
    expect(logged.map(({ profile }) => profile)).toEqual([visitor]);
  });

  test("outlives the profile", async () => {
    const { site, visitor } = await viewerScene();
    const before = await logOf(site, visitor);
    await inShard(shardOf(site, visitor), (_, { storage }) => {
      storage.sql.exec("DELETE FROM profile");
    });
    await site.putAudience("others", VIEWERS); // A new version of the site, and no profile to read.
    expect(await logOf(site, visitor)).toEqual(before);
  });

  test.each([
    "",
    "?profile=",
    "?profile=ada%40example.com",
    "?profile=vzz00",
    "?profile=vx99aaaaaaaaaaaaaaaaaaaaaa",
  ])("refuses to look for %j", async (query) => {
    const site = await createSite();
    const { status, body } = await site.server.get(`/consent/log${query}`);
    expect([status, (body as { code: string }).code]).toEqual([400, "query_invalid"]);
  });

  test("knows nobody it has no record of", async () => {
    const { site, visitor } = await viewerScene();
    const other = visitor.slice(0, -3) + "zzz";
    expect(await site.server.get(`/consent/log?profile=${other}`)).toMatchObject({
      status: 404,
      body: { code: "profile_unknown" },
    });
  });
});

test("a record names the version of the rules it was made under", async () => {
  const { site, ada, visitor } = await viewerScene();
  await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-out" }] });
  await site.putAudience("others", VIEWERS); // Another version of the site, and of none of the rules.
  ada.consent = NOTHING;
  await ada.send([]);
  const [given, withdrawn] = await logOf(site, visitor);
  expect([given?.rule.mode, withdrawn?.rule.mode]).toEqual(["opt-in", "opt-out"]);
  const rulesOf = async (entry: Entry | undefined) =>
    (await site.server.get(`/consent/rules?version=${entry?.rule.version}`)).body as { rules: object[] };
  expect((await rulesOf(given)).rules).toEqual(DEFAULT_REGION_RULES);
  expect((await rulesOf(withdrawn)).rules).toMatchObject([{ region: "*", mode: "opt-out" }]);
});

describe("a denial of one browser", () => {
  test("binds every browser that is linked to the same contact", async () => {
    const { site, ada } = await viewerScene();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await ada.send([identify("ada@example.com")]);
    const phone = site.browser();
    await phone.send([pageView()]);
    await phone.send([identify("ada@example.com")]);
    const contact = await site.lookUp("email=ada%40example.com");
    expect(await site.memberships(contact)).toEqual(["known"]);
    const agreedAt = NOON + HOUR;
    await advance(MINUTE);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await site.exported("known")).toEqual([]);
    const late = await phone.send([pageView()], { consent_at: agreedAt });
    expect(late.body).toMatchObject({ accepted: 0, dropped: [{ reason: "no_consent" }] });
    expect(phone.cookie).toBeNull();
    expect((await site.profile(contact)).events).toEqual([]);
  });
});

describe("a receipt", () => {
  test("says in the words of ISO/IEC TS 27560 what was chosen and what was cleared", async () => {
    const { site, ada, visitor } = await viewerScene();
    ada.consent = NOTHING;
    await ada.send([]);
    const { status, body } = await site.server.get(`/consent/receipt?profile=${visitor}`);
    expect(status).toBe(200);
    const entries = await logOf(site, visitor);
    expect(body).toMatchObject({
      schema_version: "ISO/IEC TS 27560:2023",
      record_id: entries[1]?.id,
      pii_principal_id: entries[1]?.subject,
      issued_at: new Date(NOON + HOUR).toISOString(),
      party_identification: [{ party_name: "Boot shop", party_url: "https://shop.example" }],
    });
    const { pii_processing: processing, cleared } = body as {
      pii_processing: { purpose_id: string; event: object[] }[];
      cleared: { place: string }[];
    };
    const ads = processing.find(({ purpose_id: id }) => id === "ad_storage");
    expect(ads).toMatchObject({
      purpose: NOTICES.en.page.purposes.ad_storage.title,
      lawful_basis: "consent",
    });
    expect(ads?.event).toMatchObject([
      { event_time: new Date(NOON).toISOString(), event_state: "consent given", record_id: entries[0]?.id },
      { event_state: "consent withdrawn", record_id: entries[1]?.id },
    ]);
    expect(cleared.map(({ place }) => place)).toContain("events");
    expect(JSON.stringify(body)).not.toContain(visitor);
  });
});
