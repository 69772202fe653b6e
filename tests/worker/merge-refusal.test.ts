import { expect, test } from "vitest";
import type { ConsentStamp } from "../../schemas/consent.ts";
import { advance, MINUTE, sleepThrough } from "./clock.ts";
import { atNextPurge } from "./interceptions.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf, runAlarms } from "./objects.ts";
import { event, EVERYTHING, identify, NOTHING, pageView } from "./samples.ts";

const FROM = "ada@old.example";
const INTO = "ada@new.example";
const LAST = "ada@last.example";
const MAILS = { ...EVERYTHING, email_marketing: "granted" } as const;

const merge = async (site: TestSite, from: string, into: string): Promise<string> => {
  const { body } = await site.server.post("/contacts/merge", {
    from: { email: from },
    into: { email: into },
  });
  return (body as { merge: string }).merge;
};

/** A contact with a history, a click id and a name, that was merged into another one. */
const scene = async () => {
  const site = await createSite();
  const browser = site.browser({ consent: MAILS });
  await browser.send([
    pageView("/old?gclid=secret-click"),
    identify(FROM, { params: { first_name: "Augusta" } }),
  ]);
  await site.ingest([{ ...pageView("/new"), email: INTO }], { consent: MAILS });
  const from = await site.contact(FROM);
  const made = await merge(site, FROM, INTO);
  await advance(MINUTE);
  return { site, from, made };
};

const refuse = (site: TestSite, email: string, consent: ConsentStamp): Promise<unknown> =>
  site.ingest([event("page_view", { email })], { consent });

/** All that is kept of merges, as text. */
const keptOf = async (site: TestSite): Promise<string> =>
  JSON.stringify([await rowsOf(site, "merge"), await rowsOf(site, "takeover")]);

const NO_MAILS = {
  ...NOTHING,
  email_marketing: "denied",
  sms_marketing: "denied",
  push_marketing: "denied",
} as const;

test("a refusal of everything leaves nothing of the original but that it was one", async () => {
  const { site, from, made } = await scene();
  expect(await keptOf(site)).toMatch(/old\?gclid.*Augusta/s);
  await refuse(site, INTO, NO_MAILS);
  await advance(0);
  const kept = await keptOf(site);
  for (const gone of ["shop.example", "secret-click", "Augusta"]) expect(kept).not.toContain(gone);
  const undone = await site.server.delete(`/contacts/merges/${made}`);
  expect(undone).toMatchObject({ status: 200, body: { contact: from.profile } });
  const { events, touches, consent } = await site.profile(from.profile);
  expect([events, touches, consent.ad_storage?.state]).toEqual([[], [], "denied"]);
});

test("a refusal of ads takes what was for ads, and what is given again later does not bring it back", async () => {
  const { site, from, made } = await scene();
  await refuse(site, INTO, { ...MAILS, ad_storage: "denied" });
  await advance(MINUTE);
  expect(await keptOf(site)).not.toContain("secret-click");
  expect(await keptOf(site)).toMatch(/shop\.example\/old.*Augusta/s);
  await refuse(site, INTO, MAILS);
  await advance(MINUTE);
  await site.server.delete(`/contacts/merges/${made}`);
  const restored = await site.profile(from.profile);
  expect(restored.events.map(({ id }) => id)).toEqual(from.events.map(({ id }) => id));
  expect(JSON.stringify(restored)).not.toContain("secret-click");
});

test("what is only granted, or refused for messages, leaves the original as it was", async () => {
  const { site, from, made } = await scene();
  const before = await rowsOf(site, "merge");
  await refuse(site, INTO, { ...MAILS, sms_marketing: "granted" });
  await refuse(site, INTO, { ...MAILS, sms_marketing: "granted", email_marketing: "denied" });
  await advance(MINUTE);
  expect(await rowsOf(site, "merge")).toEqual(before);
  await site.server.delete(`/contacts/merges/${made}`);
  expect((await site.profile(from.profile)).events).toEqual(from.events);
});

test("a refusal by a contact that was merged on reaches the originals of both merges", async () => {
  const { site } = await scene();
  await site.ingest([{ ...pageView("/last"), email: LAST }], { consent: MAILS });
  await merge(site, INTO, LAST);
  await advance(MINUTE);
  expect(await rowsOf(site, "merge")).toHaveLength(2);
  await refuse(site, LAST, NO_MAILS);
  await advance(0);
  const kept = await keptOf(site);
  for (const gone of ["shop.example", "secret-click", "Augusta"]) expect(kept).not.toContain(gone);
});

test("a refusal that did not reach the original is told again by the alarm", async () => {
  const { site } = await scene();
  atNextPurge(() => Promise.reject(new Error("the original's shard is restarting")));
  await refuse(site, INTO, NO_MAILS);
  await runAlarms(site);
  expect(await keptOf(site)).toContain("secret-click");
  await sleepThrough(MINUTE);
  await runAlarms(site);
  expect(await keptOf(site)).not.toContain("secret-click");
  expect((await rowsOf(site, "timer")).filter(({ kind }) => kind === "refusal")).toEqual([]);
});
