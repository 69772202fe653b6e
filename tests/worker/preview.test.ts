import { describe, expect, test } from "vitest";
import { PREVIEW_PROFILES_PER_CALL, PREVIEW_SAMPLE_MAX } from "../../schemas/limits.ts";
import { advance, DAY } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump, inShard, shardsOf, siteTables } from "./objects.ts";
import { event, pageView, VIEWERS } from "./samples.ts";

const BUYERS = { ...VIEWERS, name: "Buyers", include: { event: "purchase", within: "2d" } };

describe("a preview", () => {
  test("tells size, sample, common members, entries and exits, and saves nothing", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("searchers", { ...VIEWERS, include: { event: "search" } });
    const [ada, ben, cleo] = [site.browser(), site.browser(), site.browser()];
    await ada.send([pageView(), event("purchase")]);
    await ben.send([event("purchase")]);
    await advance(3 * DAY);
    await cleo.send([pageView(), event("purchase")]);
    await ada.send([event("purchase")]);
    const stored = async () => [await siteTables(site), await dump(site)];
    const before = await stored();
    const { status, body } = await site.server.post("/audiences/buyers/preview", BUYERS);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: "buyers",
      size: 2,
      profiles: 3,
      sample: expect.any(Array) as string[],
      overlap: { searchers: 0, viewers: 2 },
      // Ada came, left and came again; Ben came and left.
      last_30_days: { entries: 4, exits: 2 },
    });
    expect((body as { sample: string[] }).sample.toSorted()).toEqual([ada.visitor, cleo.visitor].toSorted());
    expect(await stored()).toEqual(before);
    expect((await site.server.get("/audiences/buyers")).status).toBe(404);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
  });

  test("leaves out who came or left longer ago than thirty days", async () => {
    const site = await createSite();
    await site.browser().send([event("purchase")]);
    await advance(31 * DAY);
    const { body } = await site.server.post("/audiences/buyers/preview", BUYERS);
    // Entered 31 days ago, left 29 days ago.
    expect(body).toMatchObject({ size: 0, last_30_days: { entries: 0, exits: 1 } });
  });

  test("compares with the named audiences only", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("others", VIEWERS);
    const named = await site.server.post("/audiences/buyers/preview?overlap=viewers", BUYERS);
    expect((named.body as { overlap: object }).overlap).toEqual({ viewers: 0 });
    expect(await site.server.post("/audiences/buyers/preview?overlap=nobody", BUYERS)).toMatchObject({
      status: 404,
      body: { code: "audience_unknown" },
    });
  });

  test("of a saved audience shows the edit, not what is saved", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([event("purchase")]);
    await site.putAudience("buyers", { ...BUYERS, include: { event: "refund" } });
    const { body } = await site.server.post("/audiences/buyers/preview", BUYERS);
    expect(body).toMatchObject({ size: 1, sample: [ada.visitor] });
    expect(await site.exported("buyers")).toEqual([]);
  });

  test("counts nobody who may not be retargeted", async () => {
    const site = await createSite();
    // Kept for ads while nobody was asked; now everybody is.
    await site.browser({ consent: {}, country: "US" }).send([event("purchase")]);
    expect((await site.server.post("/audiences/buyers/preview", BUYERS)).body).toMatchObject({ size: 1 });
    await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-in" }] });
    const { body } = await site.server.post("/audiences/buyers/preview", BUYERS);
    expect(body).toMatchObject({ size: 0, profiles: 1, last_30_days: { entries: 0, exits: 0 } });
  });

  test("walks over all pages of all shards and samples twenty", async () => {
    const site = await createSite();
    const count = 2 * PREVIEW_PROFILES_PER_CALL + 300;
    const all = Array.from({ length: count }, (_, n) => ({ ...event("purchase"), anonymous_id: `crm-${n}` }));
    await site.ingest(all.slice(0, 1_000));
    await site.ingest(all.slice(1_000));
    const { body } = await site.server.post("/audiences/buyers/preview", BUYERS);
    expect(body).toMatchObject({ size: count, profiles: count });
    const { sample } = body as { sample: string[] };
    expect(new Set(sample).size).toBe(PREVIEW_SAMPLE_MAX);
    expect(new Set(sample.map((id) => id.slice(0, 4))).size).toBeGreaterThan(1);
  });

  test("is refused like the definition would be, and without the scope to read", async () => {
    const site = await createSite();
    const wrong = { ...BUYERS, include: { audience: "nobody" } };
    expect(await site.server.post("/audiences/buyers/preview", wrong)).toMatchObject({
      status: 422,
      body: { code: "audience_invalid", errors: [{ pointer: "/include/audience" }] },
    });
    const { key } = await site.createKey(["export"]);
    const answer = await site.serverWith(`Bearer ${key}`).post("/audiences/buyers/preview", BUYERS);
    expect(answer).toMatchObject({ status: 403, body: { code: "scope_missing" } });
  });
});

test("an audience is warming and tells how far it is until every profile was evaluated", async () => {
  const site = await createSite();
  const all = Array.from({ length: 400 }, (_, n) => ({ ...pageView(), anonymous_id: `crm-${n}` }));
  await site.ingest(all);
  const body = await site.putAudience("viewers", VIEWERS);
  expect(body).toMatchObject({ status: "warming", progress: { profiles: 400 } });
  const { size, progress } = body as { size: number; progress: { evaluated: number } };
  expect(progress.evaluated).toBeGreaterThan(0);
  expect(progress.evaluated).toBeLessThan(400);
  expect(size).toBe(progress.evaluated);
});

test("a shard that came into use after the audiences were saved does not leave them warming", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.browser().send([pageView()]);
  // As in a shard that did not exist when the audience was saved: nobody told it of a walk.
  for (const shard of shardsOf(site))
    await inShard(shard, (_, { storage }) => void storage.sql.exec("DELETE FROM sweep"));
  expect((await site.server.get("/audiences/viewers")).body).toMatchObject({ status: "ready", size: 1 });
});
