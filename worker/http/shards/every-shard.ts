import { shardObject, type ObjectNamespaces } from "../../configuration/objects.ts";
import { shardName } from "../../domain/identity/profile-id.ts";
import { allShards, contactShards } from "../../domain/identity/shard-layout.ts";
import type { ProfileShardRpc } from "../../domain/rpc.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";

export interface NamedShard {
  readonly name: string;
  readonly shard: ProfileShardRpc;
}

/** Every object that may hold a profile of the site. */
export const everyShard = (env: ObjectNamespaces, snapshot: SiteSnapshot): NamedShard[] =>
  allShards(snapshot.layout).map((address) => ({
    name: shardName(snapshot.id, address),
    shard: shardObject(env, snapshot.id, address),
  }));

/** Where it does not matter which shard of contacts does something: any of them may ask platforms and send messages. */
export const anyContactShard = (env: ObjectNamespaces, { id }: SiteSnapshot): ProfileShardRpc =>
  shardObject(env, id, { kind: "contact", letter: null, shard: 0 });

/** Asks every shard at once that holds contacts. */
export const askContactShards = <T>(
  env: ObjectNamespaces,
  snapshot: SiteSnapshot,
  ask: (shard: ProfileShardRpc) => Promise<T>,
): Promise<T[]> =>
  Promise.all(contactShards(snapshot.layout).map((address) => ask(shardObject(env, snapshot.id, address))));

/** Asks every shard at once. */
export const askEveryShard = <T>(
  env: ObjectNamespaces,
  snapshot: SiteSnapshot,
  ask: (shard: ProfileShardRpc) => Promise<T>,
): Promise<T[]> => Promise.all(everyShard(env, snapshot).map(({ shard }) => ask(shard)));
