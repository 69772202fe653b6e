import { type ObjectNamespaces, shardObject } from "../configuration/objects.ts";
import { allShards } from "../domain/identity/shard-layout.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";

/** Has every shard evaluate its profiles with the present configuration; resolves when each has begun. */
export const sweepEveryShard = async (
  env: ObjectNamespaces,
  { id, layout, version }: SiteSnapshot,
): Promise<void> => {
  await Promise.all(allShards(layout).map((address) => shardObject(env, id, address).sweep(version)));
};
