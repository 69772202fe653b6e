import { expect, test } from "vitest";
import { atNextDelivery } from "./interceptions.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { dump, rowsOf, siteTables } from "./objects.ts";
import { event, identify, pageView, VIEWERS } from "./samples.ts";

const EMAIL = "Ada.Lovelace@Gmail.com";
/** Its domain is an account's, not a person's: the one part that is kept in clear. */
const WORK_EMAIL = "Ada.Lovelace@Engines.Example.com";
const PHONE = "+49 30 123-4567";

/** Everything that is on disk for a site. */
const everything = async (site: TestSite): Promise<string> =>
  JSON.stringify([await dump(site), await siteTables(site)]).toLowerCase();

const expectNoAddress = (stored: string): void => {
  for (const part of ["lovelace", "gmail.com", "example.com", "49301234567", "123-4567", "1234567", "ada."]) {
    expect(stored).not.toContain(part);
  }
};

test("an address is nowhere in clear after a visitor identified on the page", async () => {
  const site = await createSite();
  await site.putAudience("viewers", { ...VIEWERS, of: "all" });
  const ada = site.browser();
  await ada.send([pageView(), identify(EMAIL, { phone: PHONE })]);
  await ada.send([pageView()]);
  await site.members("viewers");
  const stored = await everything(site);
  expect(stored).toContain(ada.visitor.toLowerCase());
  expectNoAddress(stored);
});

test("an address is nowhere in clear after a server sent it with any event", async () => {
  const site = await createSite();
  await site.ingest([
    event("purchase", { email: EMAIL, value: 3 }),
    event("sign_up", { phone: PHONE }),
    { ...identify(EMAIL), anonymous_id: "crm-1" },
  ]);
  expectNoAddress(await everything(site));
});

test("an address at an organisation is nowhere in clear, but for its domain in the contact's row", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView(), identify(WORK_EMAIL, { phone: PHONE })]);
  await site.ingest([event("purchase", { email: WORK_EMAIL, value: 3 })]);
  const { profile } = await site.contact(WORK_EMAIL);
  const [row, ...others] = await rowsOf(site, "profile");
  expect(others).toEqual([]);
  expect(row?.["id"]).toBe(profile);
  expect(row?.["head"]).toMatch(/"engines\.example\.com"/);
  expectNoAddress((await everything(site)).replace("engines.example.com", ""));
});

test("an address is nowhere in clear under merge on-verify", async () => {
  const site = await createSite({ ...SITE_SETTINGS, identity: { merge: "on-verify" } });
  await site.browser().send([pageView(), identify(EMAIL)]);
  expectNoAddress(await everything(site));
});

test("an address is nowhere in clear while a transfer is under way", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  const seen: string[] = [];
  atNextDelivery(async () => {
    seen.push(await everything(site));
  });
  await ada.send([identify(EMAIL, { phone: PHONE })]);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toContain("parcel");
  expectNoAddress(seen.join(""));
});

test("what was refused is nowhere in clear", async () => {
  const site = await createSite();
  const ada = site.browser();
  const view = pageView();
  await ada.send([view, event("identify", { email: "ada.lovelace@@example.com" })]);
  await ada.send([{ ...view, email: EMAIL }, event("identify", { phone: "1234567" }), pageView()]);
  await site.ingest([{ ...view, visitor: ada.visitor, value: 1, phone: PHONE }]);
  const stored = await everything(site);
  expect(stored).toContain("id_conflict");
  expectNoAddress(stored);
});

test("the same address rests under another text on another site", async () => {
  const [one, two] = [await createSite(), await createSite()];
  for (const site of [one, two]) await site.browser().send([identify(EMAIL)]);
  expect((await one.contact(EMAIL)).profile.slice(3)).not.toBe((await two.contact(EMAIL)).profile.slice(3));
});
