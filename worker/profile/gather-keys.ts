import { mayBeEuropean } from "../domain/match-key/europe.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { Identifier } from "../domain/rpc.ts";
import type { FormerKey } from "./former-key-store.ts";
import type { ShardState } from "./shard-state.ts";

/** What a contact is known by at platforms through addresses that it is about to lose. */
export const keysOf = (
  state: ShardState,
  profile: Profile,
  addresses: readonly Identifier[],
): FormerKey[] => {
  const sealed = addresses.map(({ kind, contact, sealed: text }) => ({
    kind,
    digest: contact,
    sealed: text,
  }));
  const { head, history } = profile;
  return state.formerKeys.hashed(sealed, mayBeEuropean(history.outreach.attributes, head.region.country));
};

/** Notes addresses that a contact loses, where platforms were told of it. */
export const keepFormerKeys = (
  state: ShardState,
  profile: Profile,
  addresses: readonly Identifier[],
  now: number,
): void => {
  if (profile.head.isExportable) state.formerKeys.keep(profile.id, keysOf(state, profile, addresses), now);
};

/** All that some profiles are known by, with what they were known by before. */
export const gatherKeys = (
  state: ShardState,
  profiles: readonly string[],
): Map<string, readonly FormerKey[]> => {
  const former = state.formerKeys.of(profiles);
  const gathered = profiles.map((id): [string, readonly FormerKey[]] => {
    const profile = state.profiles.read(id);
    const present = profile === null ? [] : keysOf(state, profile, state.secrets.of(id));
    return [id, [...(former.get(id) ?? []), ...present]];
  });
  return new Map(gathered.filter(([, keys]) => keys.length > 0));
};
