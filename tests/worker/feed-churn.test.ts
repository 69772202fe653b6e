import { expect, test } from "vitest";
import { FEED_ROWS_PER_PAGE, FEED_ROWS_PER_SLICE } from "../../schemas/limits-export.ts";
import { advance, DAY } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, inShard, rowsOf, shardOf, snapshotOf } from "./objects.ts";
import { pageView, VIEWERS } from "./samples.ts";

/** A site with one member, before whom others came and went in the same shard. */
const withChurn = async (gone: number): Promise<{ site: TestSite; member: string }> => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const browser = site.browser();
  await browser.send([pageView()]);
  const member = browser.visitor;
  await inShard(shardOf(site, member), (_, { storage }) => {
    storage.sql.exec("DELETE FROM change");
    storage.sql.exec(
      `INSERT INTO change
         WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < ?1)
         SELECT 'viewers', n, ?2, iif(n % 2, 'ended', 'exit'), 1, 1, iif(n % 2, NULL, 'left'), 1 FROM one`,
      gone,
      member,
    );
    const entry = gone + 1;
    storage.sql.exec("INSERT INTO change VALUES ('viewers', ?, ?, 'enter', 1, 1, NULL, 1)", entry, member);
    storage.sql.exec("UPDATE profile SET head = json_set(head, '$[7][0][5]', CAST(? AS INTEGER))", entry);
  });
  await evictShards(site);
  return { site, member };
};

const pageOf = async (site: TestSite, member: string, after: number) => {
  const request = { audience: "viewers", after, upTo: null, limit: 1, match: null };
  const { version } = await snapshotOf(site);
  return inShard(shardOf(site, member), (shard) => shard.members(request, version));
};

test("a member is found behind many entries that stand for nobody, however few are asked for", async () => {
  const { site, member } = await withChurn(1_000);
  expect((await pageOf(site, member, 0)).rows).toMatchObject([{ profile: member }]);
});

test("one page looks at so many changes and goes on behind them", async () => {
  const { site, member } = await withChurn(FEED_ROWS_PER_PAGE);
  const next = FEED_ROWS_PER_PAGE;
  expect(await pageOf(site, member, 0)).toEqual({ rows: [], next });
  expect((await pageOf(site, member, next)).rows).toMatchObject([{ profile: member }]);
  expect(await site.exported("viewers")).toEqual([member]);
});

test("a page begins at the first change that is kept, however many were before it", async () => {
  const { site, member } = await withChurn(3 * FEED_ROWS_PER_PAGE);
  await inShard(shardOf(site, member), (_, { storage: { sql } }) => {
    sql.exec("DELETE FROM change WHERE op <> 'enter'");
  });
  expect((await pageOf(site, member, 0)).rows).toMatchObject([{ profile: member }]);
});

test("a shard that starts again counts what came since the last sweep", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.browser().send([pageView()]);
  await advance(2 * DAY);
  expect(await rowsOf(site, "feed_base")).toEqual([
    { audience: "viewers", dropped: 0, members: 1, counted: 1 },
  ]);
  await site.browser().send([pageView()]);
  await evictShards(site);
  expect((await site.server.get("/audiences/viewers")).body).toMatchObject({ size: 2 });
});

test("a sweep goes on behind entries that stay", async () => {
  const { site, member } = await withChurn(FEED_ROWS_PER_SLICE + 1);
  const countExits = () =>
    inShard(
      shardOf(site, member),
      (_, { storage: { sql } }) => sql.exec("SELECT 1 FROM change WHERE op = 'exit'").toArray().length,
    );
  await inShard(shardOf(site, member), (_, { storage: { sql } }) => {
    sql.exec("UPDATE change SET op = 'enter' WHERE seq <= ?", FEED_ROWS_PER_SLICE);
    sql.exec("UPDATE change SET op = 'exit' WHERE seq = ?", FEED_ROWS_PER_SLICE + 1);
  });
  expect(await countExits()).toBe(1);
  await advance(2 * DAY);
  expect(await countExits()).toBe(0);
});
