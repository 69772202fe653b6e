import { afterEach, describe, expect, test, vi } from "vitest";
import { ShardPushes } from "../../worker/profile/push/shard-pushes.ts";
import { advance, DAY, HOUR, MINUTE } from "./clock.ts";
import {
  createList,
  gather,
  hash,
  manifest,
  putList,
  read,
  READERS,
  reportOf,
  usePlatforms,
  withdraw,
} from "./destination-kit.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { createSite, type TestSite } from "./kit.ts";
import { CRM } from "./platform-world.ts";
import { evictShards, inShard, rowsOf, shardOf, shardsOf } from "./objects.ts";
import { useLog } from "./log.ts";

const platforms = usePlatforms();

const log = useLog();

const SECRET = "nobody-may-read-this";
afterEach(() => {
  expect(log.lines.join("\n")).not.toContain(SECRET);
});

const onList = (): string[] => [...platforms.now.list].toSorted();

/** Writes over rows of whichever shard has them; every object starts again. */
const damage = async (site: TestSite, statement: string, ...values: string[]): Promise<void> => {
  for (const stub of shardsOf(site)) {
    await inShard(stub, (_, { storage }) => {
      storage.sql.exec(statement, ...values);
    });
  }
  await evictShards(site);
};

/** Two readers whose contacts live in the same shard. */
const neighbours = async (site: TestSite) => {
  const first = await site.lookUp(`email=${await readAs(site, 0)}`);
  for (let number = 1; ; number++) {
    const email = await readAs(site, number);
    const second = await site.lookUp(`email=${email}`);
    if (shardOf(site, first).name === shardOf(site, second).name) {
      return { broken: first, well: second, emails: [emailOf(0), email] as const };
    }
  }
};

const emailOf = (number: number): string => `ada-${number}@shop-mail.net`;
const readAs = async (site: TestSite, number: number): Promise<string> => {
  await read(site, emailOf(number));
  return emailOf(number);
};

describe("of two rows of a list that is to be brought", () => {
  test("the one whose keys cannot be read is set aside and counted, and the other is brought", async () => {
    const site = await createList();
    const { broken, emails } = await neighbours(site);
    await damage(site, `UPDATE pushed SET keys = '{"${SECRET}' WHERE profile = ?`, broken);
    await gather();
    expect(onList()).toContain(hash(emails[1]));
    expect(onList()).not.toContain(hash(emails[0]));
    expect(await reportOf(site)).toMatchObject({
      status: "idle",
      rejected: 1,
      rejected_for: "row_unreadable",
      waiting: { additions: 0, removals: 0 },
    });
    await damage(site, "UPDATE pushed SET keys = '' WHERE profile = ?", broken);
    await putList(site, { ...CRM, status: "paused" });
    await putList(site);
    await gather();
    expect(onList()).toContain(hash(emails[0]));
  });

  test("the one whose address cannot be opened is set aside, and the other is brought", async () => {
    const site = await createList();
    const { broken, emails } = await neighbours(site);
    await damage(site, `UPDATE contact_secret SET sealed = '1.${SECRET}' WHERE contact = ?`, broken);
    await gather();
    expect(onList()).toContain(hash(emails[1]));
    expect(await reportOf(site)).toMatchObject({ rejected: 1, waiting: { additions: 0 } });
  });

  test("the one whose profile cannot be read is not brought, and the other is", async () => {
    const site = await createList();
    const { broken, emails } = await neighbours(site);
    await damage(site, `UPDATE profile SET head = '{"${SECRET}' WHERE id = ?`, broken);
    await gather();
    expect(onList()).toContain(hash(emails[1]));
    expect(onList()).not.toContain(hash(emails[0]));
  });
});

test("a list begins with every member that can be read", async () => {
  const site = await createSite();
  await site.putAudience("readers", READERS);
  const { broken, emails } = await neighbours(site);
  await damage(site, `UPDATE profile SET head = '{"${SECRET}' WHERE id = ?`, broken);
  await putList(site);
  await advance(0);
  await gather();
  expect(onList()).toContain(hash(emails[1]));
  expect(onList()).not.toContain(hash(emails[0]));
});

test("of a list, one that cannot be named holds up no removal of another", async () => {
  const site = await createList();
  const [first, second] = [await read(site, emailOf(1)), await read(site, emailOf(2))];
  await gather();
  const contact = await site.lookUp(`email=${emailOf(1)}`);
  await damage(site, `UPDATE pushed SET keys = '{"${SECRET}' WHERE profile = ?`, contact);
  await withdraw(first);
  await withdraw(second);
  await advance(0);
  expect(onList()).toEqual([hash(emailOf(1))]);
  expect((await manifest(site)).map(({ state }) => state)).toEqual(["broken"]);
  expect(await reportOf(site)).toMatchObject({ rejected: 1 });
});

test("a destination whose own row cannot be read is looked at again as if it were new", async () => {
  const site = await createList();
  await read(site, emailOf(1));
  await gather();
  await damage(site, `UPDATE push SET push = '{"${SECRET}'`);
  await read(site, emailOf(2));
  await gather();
  expect(onList()).toEqual([hash(emailOf(1)), hash(emailOf(2))].toSorted());
  expect(await reportOf(site)).toMatchObject({ status: "idle", ours: 2, accepted: 2 });
});

test("a destination whose run breaks is put off for ever longer, and the lists of others go on", async () => {
  const site = await createList();
  const size = vi.spyOn(ProfileShard.prototype, "pushSize").mockRejectedValue(new Error(SECRET));
  const drain = vi.spyOn(ShardPushes.prototype, "drain");
  await read(site, emailOf(1));
  await gather();
  expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "internal" });
  await advance(HOUR);
  const { calls } = drain.mock;
  expect(calls.length).toBeGreaterThan(0);
  for (const { value } of drain.mock.results) await expect(value).resolves.toBeUndefined();
  size.mockRestore();
  await advance(DAY);
  expect(onList()).toEqual([hash(emailOf(1))]);
  expect(await reportOf(site)).toMatchObject({ status: "idle" });
});

test("of an audience, who can be read is exported, now and as a difference", async () => {
  const site = await createSite();
  await site.putAudience("readers", READERS);
  await read(site, emailOf(99));
  await advance(MINUTE);
  const { cursor } = await site.members("readers");
  const { broken, well } = await neighbours(site);
  await damage(site, `UPDATE profile SET head = '{"${SECRET}' WHERE id = ?`, broken);
  const exported = await site.exported("readers");
  expect(exported).toContain(well);
  expect(exported).not.toContain(broken);
  const told = (await site.changes("readers", cursor)).rows.map(({ profile }) => profile);
  expect(told).toContain(well);
  expect(told).not.toContain(broken);
  expect(await rowsOf(site, "profile")).toContainEqual(expect.objectContaining({ id: broken }));
});
