import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { siteObject } from "../../worker/configuration/objects.ts";
import { addressOf, shardName } from "../../worker/domain/identity/profile-id.ts";
import { decodeHead } from "../../worker/domain/profile/codec.ts";
import { isMember } from "../../worker/domain/profile/membership-changes.ts";
import type { SiteSnapshot } from "../../worker/domain/site-snapshot.ts";
import type { ProfileShard } from "../../worker/profile/profile-shard.ts";
import type { TestSite } from "./kit.ts";

/** Names of the objects that hold a site's profiles, as `wrangler.toml` says how many. */
const shardNames = ({ id }: TestSite): string[] => [
  `${id}/any/00`,
  `${id}/any/01`,
  `${id}/contacts/00`,
  `${id}/contacts/01`,
];

export const shardsOf = (site: TestSite): DurableObjectStub[] =>
  shardNames(site).map((name) => env.PROFILE_SHARD.getByName(name));

/** The object that holds a profile. */
export const shardOf = (site: TestSite, profile: string): DurableObjectStub => {
  const address = addressOf(profile);
  if (address === null) throw new Error("not an id of ours");
  return env.PROFILE_SHARD.getByName(shardName(site.id, address));
};

export const inShard = <R>(
  stub: DurableObjectStub,
  work: (shard: ProfileShard, state: DurableObjectState) => R | Promise<R>,
): Promise<R> =>
  runInDurableObject<DurableObject, R>(stub, (shard, state) => work(shard as ProfileShard, state));

/** Every shard of the site loses its memory and starts again from its disk. */
export const evictShards = async (site: TestSite): Promise<void> => {
  for (const stub of shardsOf(site)) {
    await inShard(stub, () => undefined); // Only a running object can be evicted.
    await evictDurableObject(stub);
  }
};

/** Runs the alarm of every shard that has one; returns how many had. */
export const runAlarms = async (site: TestSite): Promise<number> => {
  let ran = 0;
  for (const stub of shardsOf(site)) ran += Number(await runDurableObjectAlarm(stub));
  return ran;
};

/** A row of tables that hold no blobs. */
export type Row = Record<string, string | number | null>;
export type Tables = Record<string, Row[]>;

const readTables = ({ storage: { sql } }: DurableObjectState): Tables => {
  const names = sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' ORDER BY name",
    )
    .toArray();
  return Object.fromEntries(
    names.map(({ name }) => [name, sql.exec<Row>(`SELECT * FROM ${name}`).toArray()]),
  );
};

/** All rows of all tables of an object. */
export const tablesOf = (stub: DurableObjectStub): Promise<Tables> =>
  runInDurableObject(stub, (_, state) => readTables(state));

/** All rows of all tables of all objects that hold profiles of the site, in the order of their names. */
export const dump = async (site: TestSite): Promise<Tables[]> => {
  const tables: Tables[] = [];
  for (const stub of shardsOf(site)) tables.push(await tablesOf(stub));
  return tables;
};

/** Rows of one table over all shards. */
export const rowsOf = async (site: TestSite, table: string): Promise<Row[]> =>
  (await dump(site)).flatMap((tables) => tables[table] ?? []);

/** Which profiles the stored ones say to be in which audience, in the order of audiences and profiles. */
export const storedMembers = async (site: TestSite): Promise<{ audience: string; profile: string }[]> =>
  (await rowsOf(site, "profile"))
    .flatMap(({ id, head }) =>
      Object.entries(decodeHead(`${head}`).standings).flatMap(([audience, standing]) =>
        isMember(standing) ? [{ audience, profile: `${id}` }] : [],
      ),
    )
    .toSorted((a, b) => `${a.audience} ${a.profile}`.localeCompare(`${b.audience} ${b.profile}`));

export const siteTables = ({ id }: TestSite): Promise<Tables> => tablesOf(env.SITE.getByName(id));

/** What the site remembers of its exports. */
export const exportLog = async (site: TestSite): Promise<unknown[]> =>
  ((await siteTables(site))["export_log"] ?? []).map(({ entry }) => JSON.parse(String(entry)) as unknown);

/** The instance knows no site any more; what the sites hold stays. */
export const forgetSites = (): Promise<void> =>
  runInDurableObject<DurableObject, void>(env.SITE.getByName("*"), (_, { storage: { sql } }) => {
    const isNew = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'meta'").toArray().length === 0;
    if (!isNew) sql.exec("DELETE FROM meta WHERE name GLOB 'site:*'");
  });

/** Ids of all contacts of the site. */
export const contactsOf = async (site: TestSite): Promise<string[]> =>
  (await rowsOf(site, "profile")).map(({ id }) => `${id}`).filter((id) => id.startsWith("c"));

/** All of a site's configuration as it is now. */
export const snapshotOf = async ({ id }: TestSite): Promise<SiteSnapshot> => {
  const snapshot = await siteObject(env, id).snapshot();
  if (snapshot === null) throw new Error("no such site");
  return snapshot;
};
