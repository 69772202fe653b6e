import { clock } from "../configuration/clock.ts";
import { lastVisit } from "../domain/campaign/session.ts";
import { accountDomainIn } from "../domain/identity/account-domain.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { adopt } from "../domain/profile/adopt.ts";
import { decodeProfile } from "../domain/profile/codec.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { Delivered, Parcel } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { eraseRefused } from "./erasure/erase-here.ts";
import type { GroupCommit } from "./group-commit.ts";
import { stageTakeover } from "./stage-merge.ts";
import type { ShardState } from "./shard-state.ts";

/** When the contact was erased, where nothing of the visitor is newer. */
const erasedBefore = (erasedAt: number | null, { head }: Profile): number | null =>
  erasedAt !== null && head.lastSeenAt <= erasedAt ? erasedAt : null;

/** Unpacks a parcel in the contact's shard, inside its transaction. The same parcel again changes nothing. */
export const stageDelivery = (
  state: ShardState,
  { contact, identifiers, visitor, isVouched = false, merge, followed = [], pushed = [] }: Parcel,
  rules: SiteRules,
  now: number,
): Delivered => {
  const known = state.profiles.read(contact);
  const pointer = known === null ? state.profiles.pointer(contact) : null;
  if (pointer !== null) return { contact: pointer.contact, erasedAt: null };
  const moved = decodeProfile(visitor);
  const isErased = state.tombstones.erasedAt(moved.id, now);
  const erasedAt =
    merge === undefined ? (isErased ?? erasedBefore(state.tombstones.erasedAt(contact, now), moved)) : null;
  if (erasedAt !== null) return { contact, erasedAt };
  if (merge !== undefined) {
    if (state.merges.takeover(merge) !== null) return { contact, erasedAt: null };
    // Nobody is there to take it over: it goes back where it came from.
    if (known === null) return { contact: moved.id, erasedAt: null };
    stageTakeover(state, known, moved, { merge, identifiers }, now);
  }
  const before = state.secrets.kindsOf(contact).includes("email");
  const after = before || identifiers.some(({ kind }) => kind === "email");
  const adoption = { accountDomain: accountDomainIn(identifiers), isVouched, mail: { before, after } };
  // Before journeys run: the first message may be due at once.
  for (const identifier of identifiers) state.secrets.keep(contact, identifier);
  for (const version of followed) state.journeyVersions.keep(version);
  const visit = merge === undefined ? lastVisit(moved.history.log) : [];
  state.record(adopt(contact, known, moved, rules, now, adoption), rules, now, visit);
  state.pushed.give(contact, pushed, now);
  return { contact, erasedAt: null };
};

/** What sending a parcel needs of the shard it starts from. */
export interface ParcelPorts {
  /** The parcel under a visitor's pointer; null once it was delivered. */
  waiting(visitor: string): Parcel | null;
  deliver(parcel: Parcel): Promise<Delivered>;
  /** Writes where the profile is now and forgets the parcel, unless another one waits there by now. */
  markDelivered(visitor: string, contact: string, merge: Parcel["merge"]): Promise<void>;
  /** Nobody takes the profile over: it stays where it was. */
  cancel(profile: string): Promise<void>;
  /** The contact was erased, and with it what the parcel held. */
  markErased(visitor: string, erasedAt: number): Promise<void>;
}

const parcelUnder = ({ profiles }: ShardState, visitor: string): Parcel | null => {
  const parcel = profiles.pointer(visitor)?.parcel ?? null;
  return parcel === null ? null : (JSON.parse(parcel) as Parcel);
};

/** Parcels as a shard keeps them; `deliver` hands one to the contact's shard. */
export const createParcelPorts = (
  state: ShardState,
  group: GroupCommit,
  { deliver, cancel }: { deliver: ParcelPorts["deliver"]; cancel: (profile: string) => void },
): ParcelPorts => ({
  waiting: (visitor) => parcelUnder(state, visitor),
  deliver,
  cancel: (profile) => group.run(() => cancel(profile)),
  markDelivered: (visitor, contact, merge) =>
    group.run(() => {
      // Where the pointer is gone, the visitor was erased meanwhile.
      if (state.profiles.pointer(visitor) === null) return;
      const present = parcelUnder(state, visitor);
      if (present !== null && present.merge !== merge) return;
      state.profiles.point(visitor, { contact, parcel: null });
      if (isContactId(visitor)) state.merges.redirect(visitor, contact);
    }),
  markErased: (visitor, erasedAt) => group.run(() => eraseRefused(state, { visitor, erasedAt }, clock.now())),
});

/** A contact's pointer leads to a contact, so one more hop must do. */
const HOPS_MAX = 3;

/**
 * Sends a packed profile to its contact. Every step may be repeated: a crash before `markDelivered` only means that the
 * contact's shard sees a parcel it knows. Returns when the contact was erased, where the parcel was refused for that.
 */
export const sendParcel = async (visitor: string, ports: ParcelPorts): Promise<number | null> => {
  const parcel = ports.waiting(visitor);
  if (parcel === null) return null;
  let { contact } = parcel;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const delivered = await ports.deliver({ ...parcel, contact });
    if (delivered.erasedAt !== null) {
      await ports.markErased(visitor, delivered.erasedAt);
      return delivered.erasedAt;
    }
    if (delivered.contact === visitor) {
      await ports.cancel(visitor);
      return null;
    }
    if (delivered.contact === contact) {
      await ports.markDelivered(visitor, contact, parcel.merge);
      return null;
    }
    contact = delivered.contact;
  }
  throw new Error("pointers of contacts lead in a circle");
};
