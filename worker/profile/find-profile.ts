import type { Profile } from "../domain/profile/profile.ts";
import type { ShardState } from "./shard-state.ts";

/** A profile, or where it went. */
export type Whereabouts =
  | { readonly kind: "found"; readonly value: Profile }
  | { readonly kind: "moved"; readonly to: string; readonly isOnItsWay: boolean }
  | { readonly kind: "absent" };

/** What is kept under a name itself. */
export const findProfile = ({ profiles }: ShardState, id: string): Whereabouts => {
  const profile = profiles.read(id);
  if (profile !== null) return { kind: "found", value: profile };
  const pointer = profiles.pointer(id);
  if (pointer === null) return { kind: "absent" };
  return { kind: "moved", to: pointer.contact, isOnItsWay: pointer.parcel !== null };
};

/** A contact's pointer leads to a contact, so one more hop must do. */
const HOPS_MAX = 3;

/** Whose name it is now, as far as this shard holds it; else where it went. */
export const followProfile = (state: ShardState, id: string): Whereabouts => {
  let place = findProfile(state, id);
  for (let hop = 1; hop < HOPS_MAX && place.kind === "moved" && !place.isOnItsWay; hop++) {
    const next = findProfile(state, place.to);
    if (next.kind === "absent") break;
    place = next;
  }
  return place;
};

/** The profile that a name stands for, where this shard holds it. */
export const holderOf = (state: ShardState, id: string): Profile | null => {
  const place = followProfile(state, id);
  return place.kind === "found" ? place.value : null;
};
