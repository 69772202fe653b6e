import { describe, expect, test } from "vitest";
import type { ProfileView } from "../../worker/domain/profile-view.ts";
import { advance, MINUTE } from "./clock.ts";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { dump, evictShards, rowsOf } from "./objects.ts";
import { event, identify, NOTHING, pageView } from "./samples.ts";

const PHONE = {
  "user-agent":
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
  "sec-ch-ua-mobile": "?1",
  "accept-language": "de-AT,de;q=0.9,en;q=0.8",
};
const DESKTOP = {
  "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
  "accept-language": "en-GB,en;q=0.5",
};

const SILENT = { "user-agent": "curl/8.14.1", "accept-language": "*" };

const traitsOf = ({ device, language, account_domain }: ProfileView) => ({
  device,
  language,
  account_domain,
});
const on = (device: string | null, language: string | null, account_domain: string | null = null) => ({
  device,
  language,
  account_domain,
});

describe("a beacon", () => {
  test("tells device and language, also after a restart", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    expect(traitsOf(await site.profile(ada.visitor))).toEqual(on("mobile", "de-at"));
    await evictShards(site);
    expect(traitsOf(await site.profile(ada.visitor))).toEqual(on("mobile", "de-at"));
  });

  test("of the same visitor on another browser replaces them", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    const other = site.browser({ headers: DESKTOP, cookie: ada.cookie ?? "" });
    await other.send([pageView()]);
    expect(traitsOf(await site.profile(ada.visitor))).toEqual(on("desktop", "en-gb"));
  });

  test("without headers that tell leaves what is known", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    const silent = site.browser({ headers: SILENT, cookie: ada.cookie ?? "" });
    await silent.send([pageView()]);
    const profile = await site.profile(ada.visitor);
    expect(profile.events).toHaveLength(2);
    expect(traitsOf(profile)).toEqual(on("mobile", "de-at"));
  });

  test("writes no further row for them", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    const view = pageView();
    await ada.send([view]);
    const before = await dump(site);
    const countsOf = (tables: typeof before) =>
      tables.map((shard) => Object.entries(shard).map(([name, rows]) => [name, rows.length]));
    await ada.send([view]);
    expect(await dump(site)).toEqual(before);
    await ada.send([pageView()]);
    expect(countsOf(await dump(site))).toEqual(countsOf(before));
  });
});

describe("consent", () => {
  test("that no purpose has leaves nothing known", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE, consent: NOTHING });
    await ada.send([pageView()]);
    expect(await rowsOf(site, "profile")).toEqual([]);
  });

  test("that is withdrawn makes device and language forgotten", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    const { visitor } = ada;
    await advance(MINUTE);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(traitsOf(await site.profile(visitor))).toEqual(on(null, null));
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("de-at");
  });

  test("that a contact withdraws makes its account forgotten too", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView(), identify("ada@acme.example")]);
    const { profile } = await site.contact("ada@acme.example");
    await advance(MINUTE);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(traitsOf(await site.profile(profile))).toEqual(on(null, null));
    expect(JSON.stringify(await dump(site))).not.toContain("acme");
  });
});

describe("a server", () => {
  test("states device and language with a batch, and otherwise with an event", async () => {
    const site = await createSite();
    await site.ingest(
      [
        { ...pageView(), anonymous_id: "crm-1" },
        { ...pageView(), anonymous_id: "crm-2", device: "tv", language: "FR" },
      ],
      { device: "tablet", language: "de-AT" },
    );
    const told = async (id: string) => traitsOf(await site.profile(await site.lookUp(`anonymous_id=${id}`)));
    expect(await told("crm-1")).toEqual(on("tablet", "de-at"));
    expect(await told("crm-2")).toEqual(on("tv", "fr"));
  });

  test("may state other ones with each event of one profile, and the last counts", async () => {
    const site = await createSite();
    const { body } = await site.ingest([
      { ...pageView(), anonymous_id: "crm-1", device: "tv", language: "fr" },
      { ...pageView(), anonymous_id: "crm-1", device: "desktop", language: "fr" },
      { ...pageView(), anonymous_id: "crm-1", device: "desktop", language: "it" },
    ]);
    expect(body).toMatchObject({ accepted: 3 });
    const visitor = await site.lookUp("anonymous_id=crm-1");
    expect(traitsOf(await site.profile(visitor))).toEqual(on("desktop", "it"));
  });

  test("that states none is not taken for the visitor's browser", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    await site.ingest([{ ...pageView(), visitor: ada.visitor }]);
    expect(traitsOf(await site.profile(ada.visitor))).toEqual(on("mobile", "de-at"));
  });

  test.each([{ device: "phone" }, { language: "de_AT" }])("cannot state %j", async (stated) => {
    const site = await createSite();
    const events = [pageView(), pageView()].map((view) => ({ ...view, anonymous_id: "crm-1" }));
    const [good, bad] = [events[0]!, { ...events[1]!, ...stated }];
    expect((await site.ingest([good, bad])).body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, code: "event_invalid" }],
    });
    expect((await site.ingest(events, stated)).status).toBe(400);
  });
});

describe("the account of a contact", () => {
  test("is the domain of its e-mail after a visitor identified, beside what the browser told", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView()]);
    expect((await site.profile(ada.visitor)).account_domain).toBeNull();
    await ada.send([identify("Ada@Acme.example")]);
    expect(traitsOf(await site.contact("ada@acme.example"))).toEqual(on("mobile", "de-at", "acme.example"));
  });

  test("is not that of a free-mail provider, and a later address tells it", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView(), identify("ada@gmail.com", { phone: "+49301234567" })]);
    expect((await site.contact("ada@gmail.com")).account_domain).toBeNull();
    await site.ingest([event("purchase", { phone: "+49301234567", email: "ada@acme.example", value: 3 })]);
    expect((await site.contact("ada@gmail.com")).account_domain).toBe("acme.example");
    await site.ingest([event("purchase", { email: "ada@gmail.com", value: 3 })]);
    expect((await site.contact("ada@gmail.com")).account_domain).toBe("acme.example");
  });

  test("is that of an address that a known browser adds", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView(), identify("ada@gmail.com", { phone: "+49301234567" })]);
    await ada.send([identify("ada@acme.example", { phone: "+49301234567" })]);
    expect((await site.contact("ada@gmail.com")).account_domain).toBe("acme.example");
  });

  test("is told by a server that names the contact", async () => {
    const site = await createSite();
    await site.ingest([event("purchase", { email: "ada@acme.example", value: 3, phone: "+49301234567" })]);
    expect(traitsOf(await site.contact("ada@acme.example"))).toEqual(on(null, null, "acme.example"));
  });

  test("is not told by a claim that was refused", async () => {
    const site = await createSite();
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView(), identify("ada@gmail.com", { phone: "+49301234567" })]);
    await site.ingest([event("purchase", { email: "ben@acme.example", value: 3 })]);
    const { body } = await ada.send([identify("ben@acme.example", { phone: "+49301234567" }), pageView()]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: "identity_conflict" }] });
    expect((await site.contact("ada@gmail.com")).account_domain).toBeNull();
  });

  test("is all that a contact learns where nobody knows whose browser it was", async () => {
    const site = await createSite({ ...SITE_SETTINGS, identity: { merge: "on-verify" } });
    const ada = site.browser({ headers: PHONE });
    await ada.send([pageView(), identify("ada@acme.example")]);
    expect(traitsOf(await site.contact("ada@acme.example"))).toEqual(on(null, null, "acme.example"));
    expect(traitsOf(await site.profile(ada.visitor))).toEqual(on("mobile", "de-at"));
  });
});
