import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { confirmationToken } from "../../worker/crypto/confirmation-token.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { decodeProfile } from "../../worker/domain/profile/codec.ts";
import { mayBeWrittenTo } from "../../worker/domain/outreach/permission.ts";
import { effectiveConsent } from "../../worker/domain/consent/effective.ts";
import { CRAWLER } from "./bot-kit.ts";
import type { Browser } from "./browser.ts";
import { advance, MINUTE, sleepThrough } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { rowsOf, shardOf, snapshotOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { request } from "./request.ts";
import { EVERYTHING, event, identify, NOTHING, pageView } from "./samples.ts";

const receiver = useReceiver();

const EMAIL = "ada@example.com";
const WANTED = { ...EVERYTHING, email_marketing: "granted" } as const;
const ASKED = { channel: "mail", subject: "One more click", html: "<a href='{{ confirm_url }}'>Yes</a>" };

const askingSite = async (merge: "on-claim" | "on-verify" = "on-claim"): Promise<TestSite> => {
  receiver.hang(); // Messages stay where they can be counted.
  const site = await createSite();
  await site.server.put("/channels/mail", { kind: "inbox", medium: "email" });
  await site.server.put("", { ...SITE_SETTINGS, identity: { merge, double_opt_in: ASKED } });
  return site;
};

/** Contacts that were asked for a confirmation. */
const ordered = async (site: TestSite): Promise<string[]> => {
  await advance(0);
  const { body } = await site.server.get("/inbox");
  return (body as { messages: { contact: string }[] }).messages.map(({ contact }) => contact);
};

/** What stands in the way of an e-mail to a contact; null for nothing. */
const obstacle = async (site: TestSite, contact: string): Promise<string | null> => {
  const row = (await rowsOf(site, "profile")).find(({ id }) => id === contact);
  const profile = decodeProfile({
    id: contact,
    head: String(row?.["head"]),
    history: String(row?.["history"]),
  });
  const [rule] = (await snapshotOf(site)).regionRules;
  if (rule === undefined) throw new Error("a site has rules");
  const permission = mayBeWrittenTo(profile, "email", effectiveConsent(rule, profile.head.choices, false));
  return permission.ok ? null : permission.reason;
};

const linkOf = (site: TestSite, contact: string): string =>
  `/h/${site.id}/v/${confirmationToken(siteSecrets(env.HALLEY_SECRET, site.id).confirmation, contact)}`;

const press = (site: TestSite, contact: string, browser?: Browser, headers: Record<string, string> = {}) => {
  const cookie = browser?.cookie == null ? {} : { cookie: `__Host-h-${site.id}=${browser.cookie}` };
  return request("POST", linkOf(site, contact), {
    headers: { "sec-fetch-site": "same-origin", ...cookie, ...headers },
  });
};

describe("a contact that came by a form and wants e-mail", () => {
  test("is asked once, and not written to before it used the link", async () => {
    const site = await askingSite();
    const ada = site.browser({ consent: WANTED });
    await ada.send([pageView(), identify(EMAIL)]);
    const contact = await site.lookUp(`email=${EMAIL}`);
    expect(await ordered(site)).toEqual([contact]);
    expect(await obstacle(site, contact)).toBe("unconfirmed");
    await ada.send([identify(EMAIL), pageView()]);
    await site.browser({ consent: WANTED }).send([identify(EMAIL)]);
    expect(await ordered(site)).toEqual([contact]);
    expect((await press(site, contact)).status).toBe(200);
    expect(await obstacle(site, contact)).toBeNull();
    await site.browser({ consent: WANTED }).send([pageView(), identify(EMAIL)]);
    expect(await ordered(site)).toEqual([contact]);
    expect(await obstacle(site, contact)).toBeNull();
  });

  test.each([
    {
      how: "with everything else refused",
      consent: { ...NOTHING, email_marketing: "granted" } as const,
      merge: "on-claim" as const,
    },
    { how: "where addresses have to be verified", consent: WANTED, merge: "on-verify" as const },
  ])("is asked $how", async ({ consent, merge }) => {
    const site = await askingSite(merge);
    await site.browser({ consent }).send([identify(EMAIL)]);
    const contact = await site.lookUp(`email=${EMAIL}`);
    expect(await ordered(site)).toEqual([contact]);
    expect(await obstacle(site, contact)).toBe("unconfirmed");
  });

  test("is asked when the wish comes after the address, or the address after the wish", async () => {
    const site = await askingSite();
    const later = site.browser();
    await later.send([pageView(), identify(EMAIL)]);
    expect(await ordered(site)).toEqual([]);
    await sleepThrough(MINUTE);
    later.consent = WANTED;
    await later.send([pageView()]);
    expect(await ordered(site)).toEqual([await site.lookUp(`email=${EMAIL}`)]);
    const phoned = site.browser({ consent: WANTED });
    await phoned.send([event("identify", { phone: "+49301234567" })]);
    expect(await ordered(site)).toHaveLength(1);
    await phoned.send([identify("bea@example.com")]);
    expect(await ordered(site)).toHaveLength(2);
  });

  test("need not be asked where a server vouches for it, before or after", async () => {
    const site = await askingSite();
    await site.ingest([identify("bea@example.com")], { consent: WANTED });
    await site.browser({ consent: WANTED }).send([pageView(), identify("bea@example.com")]);
    expect(await ordered(site)).toEqual([]);
    expect(await obstacle(site, await site.lookUp("email=bea@example.com"))).toBeNull();
    await site.browser({ consent: WANTED }).send([pageView(), identify(EMAIL)]);
    const contact = await site.lookUp(`email=${EMAIL}`);
    expect(await obstacle(site, contact)).toBe("unconfirmed");
    await site.ingest([identify(EMAIL)], { consent: WANTED });
    expect(await obstacle(site, contact)).toBeNull();
  });

  test("is not asked at a site that does not, nor without the wish", async () => {
    const site = await askingSite();
    await site.browser().send([pageView(), identify(EMAIL)]);
    expect(await ordered(site)).toEqual([]);
    const other = await createSite();
    await other.browser({ consent: WANTED }).send([pageView(), identify(EMAIL)]);
    expect(await ordered(other)).toEqual([]);
    expect(await obstacle(other, await other.lookUp(`email=${EMAIL}`))).toBeNull();
  });
});

const asked = async (merge: "on-claim" | "on-verify" = "on-claim") => {
  const site = await askingSite(merge);
  const ada = site.browser({ consent: WANTED });
  const view = pageView("/mine");
  await ada.send([view]);
  await ada.send([identify(EMAIL)]);
  return { site, ada, view, contact: await site.lookUp(`email=${EMAIL}`) };
};

describe("the link", () => {
  test("opened by a scanner confirms nothing, and shows a page without scripts", async () => {
    const { site, contact } = await asked();
    for (let opened = 0; opened < 3; opened += 1) {
      const page = await request("GET", linkOf(site, contact), { headers: { "accept-language": "de" } });
      expect(page.status).toBe(200);
      expect(page.text).toContain("Adresse bestätigen");
      expect(page.text).not.toContain("<script");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    expect(await obstacle(site, contact)).toBe("unconfirmed");
  });

  test("that another page sends is refused", async () => {
    const { site, contact } = await asked();
    expect((await press(site, contact, undefined, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(await obstacle(site, contact)).toBe("unconfirmed");
  });

  test("changed, of another site, or of somebody who was erased is not valid", async () => {
    const { site, contact } = await asked();
    const other = await createSite();
    const token = linkOf(site, contact).split("/").at(-1) ?? "";
    for (const path of [
      `${linkOf(site, contact)}x`,
      `/h/${other.id}/v/${token}`,
      `/h/${site.id}/v/${contact}`,
    ]) {
      expect((await request("GET", path)).status).toBe(404);
      expect((await request("POST", path, { headers: { "sec-fetch-site": "same-origin" } })).status).toBe(
        404,
      );
    }
    await site.server.post("/privacy/erase", { email: EMAIL });
    expect((await press(site, contact)).status).toBe(404);
  });

  test("brings the confirming browser's history into the contact where addresses have to be verified", async () => {
    const { site, ada, view, contact } = await asked("on-verify");
    expect((await site.profile(contact)).visitors).toEqual([]);
    await press(site, contact, ada);
    await press(site, contact, ada);
    const { visitors, events } = await site.profile(contact);
    expect(visitors).toEqual([ada.visitor]);
    expect(events.map(({ id }) => id)).toContain(view.id);
    expect(await site.lookUp(`visitor=${ada.visitor}`)).toBe(contact);
  });

  test("of another contact moves nothing of a browser that belongs to one, or has served two", async () => {
    const { site, ada, contact } = await asked();
    await site.browser({ consent: WANTED }).send([identify("bea@example.com")]);
    const { profile: bea, visitors } = await site.contact("bea@example.com");
    const shard = shardOf(site, ada.visitor) as unknown as ProfileShardRpc;
    expect(await shard.vouch(ada.visitor, bea, 0)).toBe(false);
    expect(await shard.vouch(ada.visitor, contact, 0)).toBe(true);
    expect((await site.profile(bea)).visitors).toEqual(visitors);
    await ada.send([identify("bea@example.com")]);
    await ada.send([pageView()]);
    const shared = shardOf(site, ada.visitor) as unknown as ProfileShardRpc;
    expect(await shared.vouch(ada.visitor, bea, 0)).toBe(false);
    expect(await shared.vouch(ada.visitor, `c00${"A".repeat(22)}`, 0)).toBe(false);
  });
});

describe("the setting", () => {
  test("names a channel of the site, which cannot be deleted then", async () => {
    const site = await createSite();
    const settings = { ...SITE_SETTINGS, identity: { double_opt_in: ASKED } };
    expect(await site.server.put("", settings)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/identity/double_opt_in/channel" }] },
    });
    await site.server.put("/channels/mail", { kind: "inbox", medium: "sms" });
    expect(await site.server.put("", settings)).toMatchObject({
      status: 422,
      body: {
        errors: [{ pointer: "/identity/double_opt_in/channel", reason: "is no channel for e-mail" }],
      },
    });
    await site.server.put("/channels/mail", { kind: "inbox", medium: "email" });
    expect((await site.server.put("", settings)).status).toBe(200);
    expect((await site.server.delete("/channels/mail")).body).toMatchObject({ code: "channel_in_use" });
  });
});

test("a bot that types an address has no confirmation sent to it; a visitor has", async () => {
  const site = await askingSite();
  await site.browser({ ...CRAWLER, consent: WANTED }).send([pageView(), identify("bot@example.com")]);
  expect(await ordered(site)).toEqual([]);
  await site.browser({ consent: WANTED }).send([pageView(), identify(EMAIL)]);
  expect(await ordered(site)).toEqual([(await site.contact(EMAIL)).profile]);
});
