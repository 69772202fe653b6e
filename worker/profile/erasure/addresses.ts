import { addressOf, type ProfileAddress, shardName } from "../../domain/identity/profile-id.ts";
import { allShards, type ShardLayout } from "../../domain/identity/shard-layout.ts";
import type { EraseOrder } from "../../domain/privacy/erasure.ts";

/** Tells whether a profile of an id would live in the shard of a name. */
export const createIsHome =
  (site: string, name: string) =>
  (id: string): boolean => {
    const address = addressOf(id);
    return address !== null && shardName(site, address) === name;
  };

/**
 * The shards that an order concerns. A contact may have browsers that it has forgotten, so all are asked; one browser
 * lives in one shard, and its history may have gone to another. Anybody may erase their own browser: that must be cheap.
 */
export const addressesFor = (
  { reach, profiles, holders }: EraseOrder,
  layout: ShardLayout,
): ProfileAddress[] => {
  if (reach === "subject") return allShards(layout);
  const homes = new Map<string, ProfileAddress>();
  for (const id of [...profiles, ...holders]) {
    const address = addressOf(id);
    if (address !== null) homes.set(shardName("", address), address);
  }
  return [...homes.values()];
};
