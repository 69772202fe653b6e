import type { Profile } from "../domain/profile/profile.ts";
import type { ShardState } from "./shard-state.ts";

/** A contact's pointer leads to a contact, so one more hop must do. */
const HOPS_MAX = 3;

/** Whose name it is now, as far as this shard holds it; else where it went, and null for nobody. */
export const whereabouts = (
  { profiles }: ShardState,
  id: string,
): Profile | { readonly to: string; readonly isOnItsWay: boolean } | null => {
  let to = id;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const profile = profiles.read(to);
    if (profile !== null) return profile;
    const pointer = profiles.pointer(to);
    if (pointer === null) break;
    to = pointer.contact;
    if (pointer.parcel !== null) return { to, isOnItsWay: true };
  }
  return to === id ? null : { to, isOnItsWay: false };
};

/** The profile that a name stands for, where this shard holds it. */
export const holderOf = (state: ShardState, id: string): Profile | null => {
  const found = whereabouts(state, id);
  return found !== null && "head" in found ? found : null;
};
