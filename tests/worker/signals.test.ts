import { describe, expect, test } from "vitest";
import type { ConsentSignals } from "../../schemas/consent-signals.ts";
import type { ConsentRecord } from "../../worker/domain/consent/consent-record.ts";
import { advance, MINUTE, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { EVERYTHING, NOTHING, pageView } from "./samples.ts";

/** Of `tests/fixtures/consent-signals.json`. */
const TCF = {
  everything: "CQtAQoAQtAQoAEsABBENCWFgAP_gAAAAAAYgF5wAgABALzAAAAAA.IH0QAwABALzAfQA.f_wAAAAAAAA",
  oneAndSeven: "CQtAQoAQtAQoAEsABBENCWFgAIIAAAAAAAYgABEAAAAA.IF5wAgABALzA.cEAAAAAAAAA",
  withoutPublisher: "CQtAQoAQtAQoAEsABBENCWFgALIAAAAAAAYgF5wAQF5gAAAA.IF5wAQF5gA",
  withoutVendors: "CQtAQoAQtAQoAEsABBENCWFgAP_gAELAAAYgF5wAgABALzAAIgAA",
} as const;
const OPTED_OUT = "DBABLA~CVQVAAAAAACA.QA";
const ADS = ["ad_storage", "ad_user_data", "ad_personalization"] as const;

const recordsOf = async (site: TestSite, profile: string): Promise<ConsentRecord[]> => {
  const { body } = await site.server.get(`/consent/log?profile=${profile}`);
  return (body as { records: ConsentRecord[] }).records;
};

const statesOf = async (site: TestSite, profile: string): Promise<Record<string, unknown>> => {
  const { consent } = await site.profile(profile);
  return Object.fromEntries(
    Object.entries(consent).map(([purpose, { state, source }]) => [purpose, `${state} by ${source}`]),
  );
};

/** A visitor of Germany who accepted everything, as far as the page says. */
const visit = async (signals: ConsentSignals, gpc = false) => {
  const site = await createSite();
  const ada = site.browser({ consent: EVERYTHING, gpc });
  const answer = await ada.send([pageView()], { signals });
  return { site, ada, answer };
};

describe("a consent tool's string", () => {
  test("is weighed by the server itself, named as the source, and kept with the record", async () => {
    const { site, ada, answer } = await visit({ tcf: TCF.everything });
    expect(answer.body).toMatchObject({ accepted: 1 });
    expect(answer.body).not.toHaveProperty("signals");
    expect(await statesOf(site, ada.visitor)).toMatchObject({
      analytics_storage: "granted by tcf",
      ad_personalization: "granted by tcf",
    });
    const [record] = await recordsOf(site, ada.visitor);
    expect(record?.signals).toEqual([
      {
        source: "tcf",
        states: Object.fromEntries(["analytics_storage", ...ADS].map((purpose) => [purpose, "granted"])),
        fault: null,
        text: TCF.everything,
      },
    ]);
  });

  test("that allows less than the page says wins, and nothing is kept", async () => {
    const { ada, answer } = await visit({ tcf: TCF.oneAndSeven });
    expect(answer.body).toMatchObject({ accepted: 0, dropped: [{ index: 0, reason: "no_consent" }] });
    expect(ada.cookie).toBeNull();
  });

  test.each([
    ["tcf", "malformed", { tcf: "CQtA" }],
    ["tcf", "malformed", { tcf: 7 }],
    ["tcf", "invalid", { tcf: TCF.withoutVendors }],
    ["gpp", "malformed", { gpp: "DBABLA~~" }],
    ["google", "malformed", { google: { update: { ad_storage: "perhaps" } } }],
  ] as const)("%s that is %s counts as denied, and the answer says so", async (source, fault, signals) => {
    const { site, ada, answer } = await visit(signals as ConsentSignals);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ signals: [{ source, fault }] });
    if (ada.cookie === null) return;
    for (const purpose of ADS) {
      expect(await statesOf(site, ada.visitor)).toMatchObject({ [purpose]: `denied by ${source}` });
    }
  });

  test("that is too old counts as denied", async () => {
    const { ada, site } = await visit({ tcf: TCF.everything });
    const { visitor } = ada;
    await advance(13 * 31 * 24 * 60 * MINUTE);
    const { body } = await ada.send([pageView()], { signals: { tcf: TCF.everything } });
    expect(body).toMatchObject({ accepted: 0, signals: [{ source: "tcf", fault: "expired" }] });
    expect(await statesOf(site, visitor)).toMatchObject({ ad_storage: "denied by tcf" });
  });

  test("is no string at all where the signals are no object", async () => {
    const site = await createSite();
    const answer = await site.browser().send([pageView()], { signals: "CQtA" as ConsentSignals });
    expect(answer).toMatchObject({ status: 400, body: { code: "body_invalid" } });
  });

  test.each([
    ["deny", null],
    ["purposes", "granted by tcf"],
    [755, "granted by tcf"],
    [2, null],
  ] as const)(
    "without a publisher's part is read as the site has set: %s",
    async (tcf_fallback, expected) => {
      const site = await createSite({
        consent: { banner: true, policy_url: null, approval: false, tcf_fallback },
      });
      const ada = site.browser({ consent: EVERYTHING });
      await ada.send([pageView()], { signals: { tcf: TCF.withoutPublisher } });
      expect(ada.cookie === null ? null : (await statesOf(site, ada.visitor))["ad_storage"]).toBe(expected);
    },
  );
});

describe("two tools that disagree", () => {
  test("the stricter wins, and the record has both", async () => {
    const { site, ada } = await visit({ tcf: TCF.everything, gpp: OPTED_OUT });
    expect(await statesOf(site, ada.visitor)).toMatchObject({
      analytics_storage: "granted by tcf",
      ad_storage: "denied by gpp",
      ad_user_data: "denied by gpp",
      ad_personalization: "denied by gpp",
    });
    const [record] = await recordsOf(site, ada.visitor);
    expect(record?.signals.map(({ source, text }) => [source, text])).toEqual([
      ["tcf", TCF.everything],
      ["gpp", OPTED_OUT],
    ]);
  });
});

describe("Consent Mode", () => {
  test("an update is a choice, a default is nobody's", async () => {
    const site = await createSite();
    const ada = site.browser({ country: "US", consent: {} });
    const google = { default: NOTHING, update: { analytics_storage: "granted" } } as const;
    const { body } = await ada.send([pageView()], { signals: { google } });
    expect(body).toMatchObject({ accepted: 1 });
    expect(await statesOf(site, ada.visitor)).toEqual({ analytics_storage: "granted by google" });
    // Without the page's default the region's holds again: what was kept meanwhile is for statistics alone.
    await ada.send([pageView()]);
    const { events } = await site.profile(ada.visitor);
    expect(events).toHaveLength(2);
  });

  test("a default that denies keeps a visitor unknown where nothing need be asked", async () => {
    const site = await createSite();
    const ada = site.browser({ country: "US", consent: {} });
    const { body } = await ada.send([pageView()], { signals: { google: { default: NOTHING } } });
    expect(body).toMatchObject({ accepted: 0, dropped: [{ index: 0, reason: "no_consent" }] });
    expect(ada.cookie).toBeNull();
  });

  test("a default that allows grants nothing where visitors must be asked", async () => {
    const site = await createSite();
    const { body } = await site
      .browser({ consent: {} })
      .send([pageView()], { signals: { google: { default: EVERYTHING } } });
    expect(body).toMatchObject({ accepted: 0 });
  });
});

describe("overriding Global Privacy Control", () => {
  test("knowingly grants what was chosen, is recorded, and taken back by a later denial", async () => {
    const { site, ada } = await visit({ override_gpc: present() }, true);
    expect((await site.profile(ada.visitor)).consent_effective).toMatchObject({ ad_storage: "granted" });
    const [record] = await recordsOf(site, ada.visitor);
    expect(record).toMatchObject({ gpc: true, purposes: { ad_storage: { overridesGpc: true } } });
    await advance(MINUTE);
    ada.consent = { ...EVERYTHING, ad_storage: "denied" };
    await ada.send([pageView()], { consent_at: present(), signals: { override_gpc: present() - MINUTE } });
    expect((await site.profile(ada.visitor)).consent_effective).toMatchObject({
      ad_storage: "denied",
      ad_user_data: "granted",
    });
  });

  test("after having accepted without it, is a choice of its own", async () => {
    const { site, ada } = await visit({});
    await advance(MINUTE);
    const signalled = site.browser({ consent: EVERYTHING, gpc: true, cookie: ada.cookie ?? "" });
    const consent_at = present() - MINUTE;
    await signalled.send([pageView()], { consent_at });
    expect((await site.profile(ada.visitor)).consent_effective).toMatchObject({ ad_storage: "denied" });
    await advance(MINUTE);
    await signalled.send([pageView()], {
      consent_at: consent_at - MINUTE,
      signals: { override_gpc: present() },
    });
    expect((await site.profile(ada.visitor)).consent_effective).toMatchObject({ ad_storage: "granted" });
    expect((await recordsOf(site, ada.visitor)).map(({ event }) => event)).toEqual([
      "given",
      "signal",
      "given",
    ]);
  });

  test("is nothing without the signal", async () => {
    const { site, ada } = await visit({ override_gpc: true });
    const [record] = await recordsOf(site, ada.visitor);
    expect(record?.purposes.ad_storage).not.toHaveProperty("overridesGpc");
    const signalled = site.browser({ consent: EVERYTHING, gpc: true, cookie: ada.cookie ?? "" });
    await signalled.send([pageView()]);
    expect((await site.profile(ada.visitor)).consent_effective).toMatchObject({ ad_storage: "denied" });
  });
});

test("a record names the banner that was shown", async () => {
  const { site, ada } = await visit({ notice: "b-0a1b2c3d.js" });
  expect(await recordsOf(site, ada.visitor)).toMatchObject([{ notice: "b-0a1b2c3d.js", signals: [] }]);
  const other = site.browser({ consent: EVERYTHING });
  await other.send([pageView()], { signals: { notice: "<b>ada@example.com</b>" } });
  expect(await recordsOf(site, other.visitor)).toMatchObject([{ notice: null }]);
});

describe("a server", () => {
  test("passes on what tools said, for a batch or for an event", async () => {
    const site = await createSite();
    const answer = await site.server.post("/events", {
      consent: EVERYTHING,
      signals: { gpp: OPTED_OUT },
      events: [
        { ...pageView(), anonymous_id: "crm-1" },
        { ...pageView(), anonymous_id: "crm-2", consent: EVERYTHING },
        { ...pageView(), anonymous_id: "crm-3", signals: { tcf: "broken" } },
      ],
    });
    expect(answer.body).toMatchObject({
      accepted: 2,
      dropped: [{ index: 2, reason: "no_consent" }],
      signals: [{ source: "tcf", fault: "malformed" }],
    });
    const [first, second] = await Promise.all(
      ["crm-1", "crm-2"].map(async (id) => statesOf(site, await site.lookUp(`anonymous_id=${id}`))),
    );
    expect(first).toMatchObject({ analytics_storage: "granted by api", ad_storage: "denied by gpp" });
    expect(second).toMatchObject({ ad_storage: "granted by api" });
  });

  test("says of one event what another one, of the same visitor and with the same choices, does not", async () => {
    const site = await createSite();
    await site.server.post("/events", {
      consent: EVERYTHING,
      signals: { gpp: OPTED_OUT },
      events: [
        { ...pageView(), anonymous_id: "crm-1", consent: EVERYTHING },
        { ...pageView(), anonymous_id: "crm-1" },
      ],
    });
    const states = await statesOf(site, await site.lookUp("anonymous_id=crm-1"));
    expect(states).toMatchObject({ ad_storage: "denied by gpp" });
  });
});
