import { expect, test } from "vitest";
import { createHash } from "node:crypto";
import { CHANGE_RETENTION_MS } from "../../schemas/limits.ts";
import { advance, DAY, MINUTE, NOON } from "./clock.ts";
import { access, erase, tablesWith } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { event, pageView, VIEWERS } from "./samples.ts";

const FROM = "ada@old.example";
const INTO = "ada@new.example";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const createKnownSite = async (within: "7d" | "365d" = "7d"): Promise<TestSite> => {
  const site = await createSite();
  await site.putAudience("known", { ...VIEWERS, of: "contacts", include: { event: "page_view", within } });
  return site;
};

const merge = async (site: TestSite): Promise<string> => {
  const { body } = await site.server.post("/contacts/merge", {
    from: { email: FROM },
    into: { email: INTO },
  });
  return (body as { merge: string }).merge;
};

const removed = async (site: TestSite, since: string): Promise<string[]> => {
  const path = `/audiences/known/members?format=pinterest&op=exit&since=${encodeURIComponent(since)}`;
  const { status, text } = await site.server.get(path);
  if (status !== 200) throw new Error(text);
  return text.split("\n").filter((line) => line !== "");
};

test("what an erased contact was known by rests sealed, and nothing of it is in clear", async () => {
  const site = await createKnownSite();
  await site.ingest([{ ...pageView(), email: FROM }]);
  const contact = await site.lookUp(`email=${FROM}`);
  await erase(site, { email: FROM });
  expect(await rowsOf(site, "former_key")).toMatchObject([
    { profile: contact, digest: contact, kind: "email", dropped_at: NOON, erased: 1 },
  ]);
  expect(await tablesWith(site, [FROM, hashOf(FROM)])).toEqual([]);
  await advance(30 * DAY);
  expect(await rowsOf(site, "former_key")).toEqual([]);
});

test("of a contact that no export could have told of nothing is kept", async () => {
  const site = await createKnownSite();
  await site.ingest([{ ...pageView(), email: FROM }], {
    consent: { analytics_storage: "granted", ad_user_data: "denied", ad_personalization: "denied" },
  });
  await site.ingest([event("identify", { email: INTO })]);
  await erase(site, { email: FROM });
  await erase(site, { email: INTO });
  expect(await rowsOf(site, "former_key")).toEqual([]);
});

test("an address that a contact lost by the undoing of a merge is in its removal", async () => {
  const site = await createKnownSite();
  await site.ingest([{ ...pageView(), email: FROM }]);
  await site.ingest([{ ...pageView(), email: INTO }]);
  const id = await merge(site);
  await advance(MINUTE);
  const { cursor } = await site.members("known");
  expect((await site.server.delete(`/contacts/merges/${id}`)).status).toBe(200);
  expect(await removed(site, cursor)).toEqual([]);
  await advance(8 * DAY);
  expect((await removed(site, cursor)).toSorted()).toEqual(
    [hashOf(FROM), hashOf(FROM), hashOf(INTO)].toSorted(),
  );
});

test("erasing whoever was merged names both addresses, and access tells that one of them was kept", async () => {
  const site = await createKnownSite();
  await site.ingest([{ ...pageView(), email: FROM }]);
  await site.ingest([event("identify", { email: INTO })]);
  const { cursor } = await site.members("known");
  await merge(site);
  await advance(MINUTE);
  expect((await access(site, { email: INTO })).places["former_key"]).toEqual([
    { kind: "email", dropped_at: NOON },
  ]);
  await erase(site, { email: INTO });
  expect(new Set(await removed(site, cursor))).toEqual(new Set([hashOf(FROM), hashOf(INTO)]));
});

test("a contact that retention let go is in the removals by its address", async () => {
  const site = await createKnownSite("365d");
  await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-out", retention_days: 30 }] });
  await site.ingest([{ ...pageView(), email: FROM }], { consent: {} });
  const { cursor } = await site.members("known");
  await advance(32 * DAY);
  expect((await site.server.get(`/profiles/lookup?email=${FROM}`)).status).toBe(404);
  expect(await removed(site, cursor)).toEqual([hashOf(FROM)]);
  expect(await rowsOf(site, "former_key")).toHaveLength(1);
  await advance(CHANGE_RETENTION_MS + 2 * DAY);
  expect(await rowsOf(site, "former_key")).toEqual([]);
});
