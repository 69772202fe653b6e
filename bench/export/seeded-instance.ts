import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Instance, startInstance } from "../../scripts/instance.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import { addressOf, contactId, shardOf } from "../../worker/domain/identity/profile-id.ts";
import { createVisitors, GRANTED } from "../collect/population.ts";
import { type Ask, BENCH_SITE, createAsk } from "../collect/site-admin.ts";
import { ADMIN_KEY } from "../servers/halley.ts";
import { freePort } from "../servers/workerd.ts";
import { cloneProfiles, templateIn } from "./clone-shard.ts";

export const SHARDS = 16;
export const AUDIENCES = { visitors: "viewers", contacts: "known" } as const;

/** So many addresses find every shard of contacts. */
const TEMPLATE_CONTACTS = 400;

const configure = async (ask: Ask): Promise<void> => {
  await ask("PUT", "", { name: "Bench", origins: [], timezone: "UTC", currency: "EUR" });
  for (const [of, id] of Object.entries(AUDIENCES)) {
    const include = { event: of === "visitors" ? "view_item" : "identify", within: "30d" };
    await ask("PUT", `/audiences/${id}`, { v: 1, name: id, of, include });
  }
};

const digits = (index: number): string => String(index).padStart(22, "0");

/** One visitor in each shard, and contacts in each. */
const storeTemplates = async (ask: Ask): Promise<void> => {
  const at = Date.now() - 60_000;
  const found = new Map<number, string>();
  for (let index = 1; found.size < SHARDS; index++) {
    found.set(shardOf(digits(index), SHARDS), digits(index));
  }
  const visitors = [...found].map(([shard, tail]) => `vx${shard.toString(36).padStart(2, "0")}${tail}`);
  const events = [
    ...visitors.map((visitor) => ({ id: visitor, type: "view_item", at, visitor })),
    ...Array.from({ length: TEMPLATE_CONTACTS }, (_, index) => ({
      id: `t-${index}`,
      type: "identify",
      at,
      email: `template-${index}@mail.example`,
    })),
  ];
  await ask("POST", "/events?import=1", { consent: GRANTED, region: "GB", events });
};

const byShard = (ids: readonly string[]): Map<string, string[]> => Map.groupBy(ids, (id) => shardKeyOf(id));

const shardKeyOf = (id: string): string => {
  const address = addressOf(id);
  if (address === null) throw new Error("not an id of ours");
  return JSON.stringify([address.kind, address.shard]);
};

export interface Seeded {
  readonly instance: Instance;
  readonly visitors: readonly string[];
}

/** A running instance with so many visitors and so many contacts, all of them members. */
export const startSeeded = async (count: number, cleanUp: AsyncDisposableStack): Promise<Seeded> => {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "halley-export-"));
  cleanUp.defer(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }));
  const options = {
    port: await freePort(),
    dataFolder,
    adminKey: ADMIN_KEY,
    visitorShards: SHARDS,
    contactShards: SHARDS,
  };
  const first = await startInstance(options);
  cleanUp.defer(() => first.stop("SIGKILL"));
  const ask = createAsk(first.origin, ADMIN_KEY);
  await configure(ask);
  await storeTemplates(ask);
  await first.stop();
  const visitors = createVisitors(count, SHARDS);
  const contacts = visitors.map((id) => contactId(shardOf(id.slice(4), SHARDS), id.slice(4)));
  // Not in the order of the keys, though it were stored sooner: neighbours on disk are read nearly twice as fast.
  const wanted = byShard([...visitors, ...contacts]);
  const root =
    process.env["HALLEY_SECRET"] ?? (await readFile(path.join(dataFolder, "secret"), "utf8")).trim();
  const folder = path.join(dataFolder, "objects", "halley-profile-shard");
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".sqlite")) continue;
    const file = path.join(folder, name);
    const template = templateIn(file);
    if (template === null) continue;
    cloneProfiles(file, template, wanted.get(shardKeyOf(template)) ?? [], siteSecrets(root, BENCH_SITE));
  }
  const instance = await startInstance(options);
  cleanUp.defer(() => instance.stop("SIGKILL"));
  return { instance, visitors };
};
