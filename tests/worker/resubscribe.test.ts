import { describe, expect, test } from "vitest";
import { advance, MINUTE, present } from "./clock.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { createSite, type TestSite } from "./kit.ts";
import { shardOf } from "./objects.ts";
import { EVERYTHING, identify, NOTHING, pageView } from "./samples.ts";

const EMAIL = "ada@example.com";
const WANTED = { ...EVERYTHING, email_marketing: "granted" } as const;

const shard = (site: TestSite, contact: string) => shardOf(site, contact) as unknown as ProfileShardRpc;

/** A contact who turned e-mail off by a link in one, and the browser that is linked to it. */
const unsubscribedScene = async () => {
  const site = await createSite();
  const ada = site.browser({ consent: WANTED });
  await ada.send([pageView(), identify(EMAIL)]);
  const contact = await site.lookUp(`email=${EMAIL}`);
  const feedback = { contact, medium: "email", message: null, kind: "unsubscribed", at: present() } as const;
  await shard(site, contact).hearFeedback(feedback, 0);
  await advance(MINUTE);
  const getsMail = async () => (await shard(site, contact).preferences(contact, 0))?.media.email;
  expect(await getsMail()).toBe(false);
  return { site, ada, contact, getsMail };
};

describe("whoever unsubscribed", () => {
  test("is written to again once a server states the consent under the address", async () => {
    const { site, getsMail } = await unsubscribedScene();
    await site.ingest([identify(EMAIL)], { consent: WANTED });
    expect(await getsMail()).toBe(true);
  });

  test("is written to again once a server says so of the linked browser and names the address", async () => {
    const { site, ada, getsMail } = await unsubscribedScene();
    await site.ingest([{ ...identify(EMAIL), visitor: ada.visitor }], { consent: WANTED });
    expect(await getsMail()).toBe(true);
  });

  test("is written to again where the server may keep nothing else", async () => {
    const { site, getsMail } = await unsubscribedScene();
    await site.ingest([identify(EMAIL)], { consent: { ...NOTHING, email_marketing: "granted" } });
    expect(await getsMail()).toBe(true);
  });

  test("is not written to again by a form, in the own browser, in another, or with all else refused", async () => {
    const { site, ada, getsMail } = await unsubscribedScene();
    await ada.send([identify(EMAIL), pageView()]);
    await site.browser({ consent: WANTED }).send([pageView(), identify(EMAIL)]);
    await site.browser({ consent: { ...NOTHING, email_marketing: "granted" } }).send([identify(EMAIL)]);
    expect(await getsMail()).toBe(false);
  });

  test("is not written to again by a server that names only the browser, or states no consent to e-mail", async () => {
    const { site, ada, getsMail } = await unsubscribedScene();
    await site.ingest([{ ...pageView(), visitor: ada.visitor }], { consent: WANTED });
    await site.ingest([identify(EMAIL)]);
    expect(await getsMail()).toBe(false);
  });

  test("is not written to again by a consent that is no newer", async () => {
    const { site, contact, getsMail } = await unsubscribedScene();
    const at = present();
    const feedback = { contact, medium: "email", message: null, kind: "unsubscribed", at } as const;
    await shard(site, contact).setPreferences(
      contact,
      { media: { email: true }, topics: {}, source: "page" },
      0,
    );
    await shard(site, contact).hearFeedback(feedback, 0);
    await site.ingest([identify(EMAIL)], { consent: WANTED });
    expect(await getsMail()).toBe(false);
  });
});

test("a complaint is lifted by nobody", async () => {
  const { site, contact, getsMail } = await unsubscribedScene();
  const complaint = { contact, medium: "email", message: null, kind: "complained", at: present() } as const;
  await shard(site, contact).hearFeedback(complaint, 0);
  await advance(MINUTE);
  await site.ingest([identify(EMAIL)], { consent: WANTED });
  expect(await getsMail()).toBe(false);
});
