import { afterEach, expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { MINUTE, present, SECOND, sleepThrough } from "./clock.ts";
import { erase } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, rowsOf, runAlarms } from "./objects.ts";
import { event, identify, pageView } from "./samples.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const EMAIL = "ada@old.example";
const OTHER = "ada@new.example";
const lost = () => new Error("the shard is restarting");

const move = async (site: TestSite) => {
  const ada = site.browser();
  await ada.send([pageView()]);
  vi.spyOn(ProfileShard.prototype, "deliver").mockRejectedValue(lost());
  expect((await ada.send([identify(EMAIL)])).status).toBeGreaterThanOrEqual(500);
};

const eraseInVain = async (site: TestSite) => {
  await site.ingest([event("sign_up", { email: EMAIL })]);
  vi.spyOn(ProfileShard.prototype, "eraseHere").mockRejectedValue(lost());
  await erase(site, { email: EMAIL });
};

const unmerge = async (site: TestSite) => {
  for (const email of [EMAIL, OTHER]) await site.ingest([event("sign_up", { email })]);
  const names = { from: { email: EMAIL }, into: { email: OTHER } };
  const { merge } = (await site.server.post("/contacts/merge", names)).body as { merge: string };
  vi.spyOn(ProfileShard.prototype, "returnTaken").mockRejectedValue(lost());
  expect((await site.server.delete(`/contacts/merges/${merge}`)).status).toBeGreaterThanOrEqual(500);
};

test.each([
  { step: "a parcel", kind: "parcel", begin: move },
  { step: "an erasure", kind: "erasure", begin: eraseInVain },
  { step: "the reversal of a merge", kind: "merge", begin: unmerge },
])("$step that goes on failing is tried ever later, and ends when it can", async ({ kind, begin }) => {
  const site = await createSite();
  await begin(site);
  /** When it is tried next; Infinity for never. */
  const next = async (): Promise<number> => {
    const timers = (await rowsOf(site, "timer")).filter((timer) => timer["kind"] === kind);
    return Math.min(Infinity, ...timers.map(({ due }) => Number(due)));
  };
  const waits: number[] = [];
  for (let tries = 0; tries < 10; tries++) {
    const wait = (await next()) - present();
    waits.push(wait / SECOND);
    await evictShards(site);
    await sleepThrough(wait);
    await runAlarms(site);
  }
  expect(waits).toEqual([5, 5, 10, 20, 40, 80, 160, 320, 600, 600]);
  vi.restoreAllMocks();
  await sleepThrough(10 * MINUTE);
  await runAlarms(site);
  await sleepThrough(20 * MINUTE);
  await runAlarms(site);
  expect((await next()) - present()).toBeGreaterThan(60 * MINUTE);
});
