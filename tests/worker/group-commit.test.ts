import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { siteObject } from "../../worker/configuration/objects.ts";
import type { ProfileBatch } from "../../worker/domain/rpc.ts";
import { catchBatch } from "./interceptions.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, evictShards, inShard, shardOf } from "./objects.ts";
import { addToCart, CART_ABANDONERS, pageView, VIEWERS } from "./samples.ts";

/** Nothing can write this number as JSON. */
const UNWRITABLE = 1n as unknown as number;

const POISONS: [where: string, poison: (batch: ProfileBatch) => ProfileBatch][] = [
  [
    "an event",
    (batch) => ({
      ...batch,
      events: batch.events.map(({ index, event }) => ({
        index,
        event: { ...event, id: "poison", fields: { ...event.fields, value: UNWRITABLE } },
      })) as unknown as ProfileBatch["events"],
    }),
  ],
  [
    "a choice",
    (batch) => ({
      ...batch,
      choices: { ...batch.choices, push_marketing: { state: "granted", source: "api", at: UNWRITABLE } },
    }),
  ],
];

const versionOf = async (site: TestSite): Promise<number> => {
  const snapshot = await siteObject(env, site.id).snapshot();
  return snapshot?.version ?? 0;
};

describe.each(POISONS)("a batch that %s makes unwritable", (_, poison) => {
  test("fails alone: the others of its group are answered and on disk", async () => {
    const site = await createSite();
    const template = await catchBatch(site.browser(), [pageView()]);
    const shardPart = template.profile.slice(0, 4);
    const profiles = ["A", "B", "C"].map((letter) => shardPart + letter.repeat(22));
    const bad = { ...poison(template), profile: shardPart + "P".repeat(22) };
    const good = profiles.map((profile) => ({ ...template, profile }));
    const version = await versionOf(site);
    const outcomes = await inShard(shardOf(site, template.profile), (shard) =>
      Promise.allSettled([bad, ...good].map((batch) => shard.collect([batch], version))),
    );
    const answer = { accepted: 1, duplicate: 0, rejected: [], dropped: [] };
    const done = { status: "fulfilled", value: [{ kind: "done", answer }] };
    expect(outcomes).toMatchObject([{ status: "rejected" }, done, done, done]);
    await evictShards(site);
    for (const profile of profiles) expect((await site.profile(profile)).events).toHaveLength(1);
    expect(await site.server.get(`/profiles/${bad.profile}`)).toMatchObject({ status: 404 });
  });

  test("leaves memory and disk telling the same", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const bad = poison(await catchBatch(ada, [pageView()]));
    const version = await versionOf(site);
    await inShard(shardOf(site, ada.visitor), async (shard) => {
      await expect(shard.collect([bad], version)).rejects.toThrow();
    });
    const inMemory = await site.profile(ada.visitor);
    expect(inMemory.events).toHaveLength(1);
    expect((await ada.send([pageView()])).body).toMatchObject({ accepted: 1 });
    const after = await site.profile(ada.visitor);
    await evictShards(site);
    expect(await site.profile(ada.visitor)).toEqual(after);
  });
});

describe("beacons at the same time", () => {
  test("of one visitor are all counted, each once", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const views = Array.from({ length: 30 }, () => pageView());
    const twice = [...views, ...views];
    const answers = await Promise.all(twice.map((view) => ada.send([view])));
    const counts = answers.map(({ body }) => body as { accepted: number; duplicate: number });
    expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(30);
    expect(counts.reduce((sum, { duplicate }) => sum + duplicate, 0)).toBe(30);
    await evictShards(site);
    expect((await site.profile(ada.visitor)).events).toHaveLength(31);
  });

  test("of many visitors are all on disk", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const browsers = Array.from({ length: 40 }, () => site.browser());
    await Promise.all(browsers.map((browser) => browser.send([pageView()])));
    await evictShards(site);
    expect(await site.exported("viewers")).toEqual(browsers.map(({ visitor }) => visitor).toSorted());
  });

  test("are committed together: the visitor's row is written once per group", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const template = await catchBatch(ada, [pageView()]);
    const version = await versionOf(site);
    const batches = Array.from({ length: 20 }, (_, i): ProfileBatch => ({
      ...template,
      events: template.events.map(({ index, event }) => ({
        index,
        event: { ...event, id: `together-${i}` },
      })) as unknown as ProfileBatch["events"],
    }));
    const written = await inShard(shardOf(site, ada.visitor), async (shard, { storage: { sql } }) => {
      const before = changesOf(sql);
      await Promise.all(batches.map((batch) => shard.collect([batch], version)));
      return changesOf(sql) - before;
    });
    expect(written).toBe(1);
    expect((await site.profile(ada.visitor)).events).toHaveLength(21);
  });
});

const changesOf = (sql: SqlStorage): number =>
  sql.exec<{ changes: number }>("SELECT total_changes() AS changes").one().changes;

test("a steady page view writes at most 1.2 rows", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  await site.putAudience("viewers", VIEWERS);
  const ada = site.browser();
  await ada.send([pageView(), addToCart()]);
  const shard = shardOf(site, ada.visitor);
  const rows = () => inShard(shard, (_, { storage: { sql } }) => changesOf(sql));
  const before = await rows();
  for (let view = 0; view < 20; view++) await ada.send([pageView()]);
  expect((await rows()) - before).toBeLessThanOrEqual(24);
});

test("a beacon that brings nothing new writes nothing", async () => {
  const site = await createSite();
  const ada = site.browser();
  const view = pageView();
  await ada.send([view]);
  const before = await dump(site);
  const shard = shardOf(site, ada.visitor);
  const rows = () => inShard(shard, (_, { storage: { sql } }) => changesOf(sql));
  const changes = await rows();
  await ada.send([view]);
  await ada.send([]);
  expect((await rows()) - changes).toBe(0);
  expect(await dump(site)).toEqual(before);
});
