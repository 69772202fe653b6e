import { describe, expect, test } from "vitest";
import { advance, MINUTE, NOON } from "./clock.ts";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { contactsOf, rowsOf } from "./objects.ts";
import { EVERYTHING, event, identify, NOTHING, pageView } from "./samples.ts";

const EMAIL = "ada@example.com";
const PHONE = "+49301234567";
const NEWSLETTER = { ...NOTHING, email_marketing: "granted" } as const;

describe.each(["on-claim", "on-verify"])(
  "a newsletter form of somebody who refused everything else, under %s",
  (merge) => {
    const subscribed = async () => {
      const site = await createSite({ ...SITE_SETTINGS, identity: { merge } });
      const ada = site.browser({ consent: NEWSLETTER });
      const said = identify(EMAIL);
      const answer = await ada.send([pageView(), said]);
      return { site, ada, said, answer };
    };

    test("makes a contact of an address and a choice, and of nothing else", async () => {
      const { site, ada, answer } = await subscribed();
      expect(answer.body).toEqual({
        accepted: 1,
        duplicate: 0,
        rejected: [],
        dropped: [{ index: 0, reason: "no_consent" }],
      });
      expect(ada.cookie).toBeNull();
      expect(answer.headers.get("set-cookie")).toBeNull();
      const contact = await site.contact(EMAIL);
      expect(contact).toMatchObject({
        kind: "contact",
        events: [],
        visitors: [],
        touches: [],
        device: null,
        language: null,
        account_domain: null,
        consent: { email_marketing: { state: "granted", source: "banner", at: NOON } },
      });
      expect(contact.consent).not.toHaveProperty("analytics_storage");
      expect(await contactsOf(site)).toEqual([contact.profile]);
    });

    test("keeps the address sealed, and the choice with its proof", async () => {
      const { site } = await subscribed();
      expect(await rowsOf(site, "contact_secret")).toMatchObject([{ kind: "email" }]);
      const log = await rowsOf(site, "consent_log");
      expect(log).toHaveLength(1);
      expect(JSON.parse(String(log[0]?.["record"]))).toMatchObject({
        event: "given",
        changed: ["email_marketing"],
      });
      expect(JSON.stringify(await rowsOf(site, "contact_secret")) + JSON.stringify(log)).not.toContain(EMAIL);
    });

    test("sent again changes nothing", async () => {
      const { site, ada, said } = await subscribed();
      const before = await site.contact(EMAIL);
      await advance(MINUTE);
      expect((await ada.send([said], { consent_at: NOON })).body).toMatchObject({ accepted: 1 });
      expect(await site.contact(EMAIL)).toEqual(before);
      expect(await rowsOf(site, "consent_log")).toHaveLength(1);
    });

    test("changes nothing of what a known contact has chosen and done", async () => {
      const { site } = await subscribed();
      await site.ingest([identify("bea@example.com")], {
        consent: { ...EVERYTHING, email_marketing: "denied" },
      });
      const before = await site.contact("bea@example.com");
      await site.browser({ consent: NEWSLETTER }).send([identify("bea@example.com")]);
      expect(await site.contact("bea@example.com")).toEqual(before);
    });
  },
);

test("a phone number is taken up with sms_marketing, and not with email_marketing", async () => {
  const site = await createSite();
  const said = () => event("identify", { phone: PHONE });
  const refused = await site.browser({ consent: NEWSLETTER }).send([said()]);
  expect(refused.body).toMatchObject({ accepted: 0, dropped: [{ reason: "no_consent" }] });
  expect(await contactsOf(site)).toEqual([]);
  await site.browser({ consent: { ...NOTHING, sms_marketing: "granted" } }).send([said()]);
  const contact = await site.profile(await site.lookUp(`phone=${encodeURIComponent(PHONE)}`));
  expect(contact).toMatchObject({ events: [], consent: { sms_marketing: { state: "granted" } } });
});

test("without a wish for messages an address is dropped as before", async () => {
  const site = await createSite();
  const { body } = await site.browser({ consent: NOTHING }).send([identify(EMAIL)]);
  expect(body).toMatchObject({ accepted: 0, dropped: [{ index: 0, reason: "no_consent" }] });
  expect(await contactsOf(site)).toEqual([]);
});

test("of an address and a number only the one that messages are wanted at is kept", async () => {
  const site = await createSite();
  await site.browser({ consent: NEWSLETTER }).send([identify(EMAIL, { phone: PHONE })]);
  expect(await rowsOf(site, "contact_secret")).toMatchObject([{ kind: "email" }]);
  expect((await site.server.get(`/profiles/lookup?phone=${encodeURIComponent(PHONE)}`)).status).toBe(404);
});

test("a browser that had agreed before loses its history and its id, and is no part of the contact", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  ada.consent = NEWSLETTER;
  await advance(MINUTE);
  await ada.send([identify(EMAIL)]);
  expect(ada.cookie).toBeNull();
  expect(await site.contact(EMAIL)).toMatchObject({ events: [], visitors: [] });
});

test("a server's subscriber is a contact without a history too", async () => {
  const site = await createSite();
  const { body } = await site.ingest([identify(EMAIL)], { consent: NEWSLETTER });
  expect(body).toEqual({ accepted: 1, duplicate: 0, rejected: [], dropped: [] });
  expect(await site.contact(EMAIL)).toMatchObject({
    events: [],
    consent: { email_marketing: { state: "granted", source: "api" } },
  });
});
