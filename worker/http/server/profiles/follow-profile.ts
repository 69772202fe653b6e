import { shardOfProfile } from "../../../configuration/objects.ts";
import type { Found, ProfileShardRpc } from "../../../domain/rpc.ts";
import type { HttpContext, SiteContext } from "../../context.ts";
import { isOurs } from "../../shards/our-profile.ts";
import { Refusal } from "../../refusal.ts";

/** A visitor leads to a contact, and a contact's other identifier to the contact. */
const HOPS_MAX = 4;

/** Reads a profile where it is now, following the pointers it left behind; null where nothing is held. */
export const findFollowing = async <T>(
  c: HttpContext,
  { snapshot }: SiteContext,
  id: string,
  read: (shard: ProfileShardRpc, id: string) => Promise<Found<T>>,
): Promise<{ id: string; value: T } | null> => {
  let current = id;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    if (!isOurs(current, snapshot)) break;
    const found = await read(shardOfProfile(c.env, snapshot.id, current), current);
    if (found.kind === "found") return { id: current, value: found.value };
    if (found.kind === "absent") break;
    current = found.to;
  }
  return null;
};

/** The same for those who ask for nobody else: a refusal where nothing is held. */
export const readFollowing = async <T>(
  ...asked: Parameters<typeof findFollowing<T>>
): Promise<{ id: string; value: T }> => {
  const found = await findFollowing<T>(...asked);
  if (found === null) throw new Refusal("profile_unknown");
  return found;
};
