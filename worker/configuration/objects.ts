import {
  addressOf,
  type ProfileAddress,
  REGION_OF_LETTER,
  shardName,
} from "../domain/identity/profile-id.ts";
import type { ProfileShardRpc } from "../domain/rpc.ts";
import type { InstanceRpc, SiteRpc } from "../domain/site-rpc.ts";

/** The two namespaces, as the runtime binds them. */
export interface ObjectNamespaces {
  readonly SITE: DurableObjectNamespace;
  readonly PROFILE_SHARD: DurableObjectNamespace;
}

export const siteObject = (env: ObjectNamespaces, site: string): SiteRpc =>
  env.SITE.getByName(site) as unknown as SiteRpc;

/** No site can have this name. */
const INSTANCE = "*";

export const instanceObject = (env: ObjectNamespaces): InstanceRpc =>
  env.SITE.getByName(INSTANCE) as unknown as InstanceRpc;

/** Not every runtime has jurisdictions: where it has none, its objects are where its operator put the machine. */
const underEuJurisdiction = (namespace: DurableObjectNamespace): DurableObjectNamespace => {
  try {
    return namespace.jurisdiction("eu");
  } catch {
    return namespace;
  }
};

export const shardObject = (
  env: ObjectNamespaces,
  site: string,
  address: ProfileAddress,
): ProfileShardRpc => {
  const { letter } = address;
  const namespace = letter === "u" ? underEuJurisdiction(env.PROFILE_SHARD) : env.PROFILE_SHARD;
  const hint = letter === null || letter === "u" || letter === "x" ? null : REGION_OF_LETTER[letter];
  const options = hint === null ? undefined : { locationHint: hint };
  return namespace.getByName(shardName(site, address), options) as unknown as ProfileShardRpc;
};

/** The shard that holds the profile of an id we made. */
export const shardOfProfile = (env: ObjectNamespaces, site: string, profile: string): ProfileShardRpc => {
  const address = addressOf(profile);
  if (address === null) throw new Error("not an id of ours");
  return shardObject(env, site, address);
};
