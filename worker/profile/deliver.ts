import { accountDomainIn } from "../domain/identity/account-domain.ts";
import { adopt } from "../domain/profile/adopt.ts";
import { decodeProfile } from "../domain/profile/codec.ts";
import type { Delivered, Parcel } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { ShardState } from "./shard-state.ts";

/** Unpacks a parcel in the contact's shard, inside its transaction. The same parcel again changes nothing. */
export const stageDelivery = (
  state: ShardState,
  { contact, identifiers, visitor }: Parcel,
  rules: SiteRules,
  now: number,
): Delivered => {
  const known = state.profiles.read(contact);
  const pointer = known === null ? state.profiles.pointer(contact) : null;
  if (pointer !== null) return { contact: pointer.contact };
  const account = accountDomainIn(identifiers);
  state.record(adopt(contact, known, decodeProfile(visitor), rules, now, account), rules, now);
  for (const identifier of identifiers) state.secrets.keep(contact, identifier);
  return { contact };
};

/** What sending a parcel needs of the shard it starts from. */
export interface ParcelPorts {
  /** The parcel under a visitor's pointer; null once it was delivered. */
  waiting(visitor: string): Parcel | null;
  deliver(parcel: Parcel): Promise<Delivered>;
  /** Writes where the profile is now and forgets the parcel. */
  markDelivered(visitor: string, contact: string): Promise<void>;
}

/** Parcels as a shard keeps them; `deliver` hands one to the contact's shard. */
export const createParcelPorts = (
  { profiles }: ShardState,
  group: GroupCommit,
  deliver: ParcelPorts["deliver"],
): ParcelPorts => ({
  waiting: (visitor) => {
    const parcel = profiles.pointer(visitor)?.parcel ?? null;
    return parcel === null ? null : (JSON.parse(parcel) as Parcel);
  },
  deliver,
  markDelivered: (visitor, contact) => group.run(() => profiles.point(visitor, { contact, parcel: null })),
});

/** A contact's pointer leads to a contact, so one more hop must do. */
const HOPS_MAX = 3;

/**
 * Sends a packed profile to its contact. Every step may be repeated: a crash before `markDelivered` only means that the
 * contact's shard sees a parcel it knows.
 */
export const sendParcel = async (visitor: string, ports: ParcelPorts): Promise<void> => {
  const parcel = ports.waiting(visitor);
  if (parcel === null) return;
  let { contact } = parcel;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const delivered = await ports.deliver({ ...parcel, contact });
    if (delivered.contact === contact) {
      await ports.markDelivered(visitor, contact);
      return;
    }
    contact = delivered.contact;
  }
  throw new Error("pointers of contacts lead in a circle");
};
