import { matchHash } from "../crypto/match-hash.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { countryOf, describeIn, devicesIn } from "../domain/match-key/describe.ts";
import { mayBeEuropean } from "../domain/match-key/europe.ts";
import { hasKeys, type MatchKeys, type MatchWanted } from "../domain/match-key/match-keys.ts";
import { newestClickIds } from "../domain/match-key/newest-click-ids.ts";
import type { Head } from "../domain/profile/profile.ts";
import type { AddressKind } from "./address-hashes.ts";
import type { FormerKey } from "./former-key-store.ts";
import {
  formerAddresses,
  type HashedAddress,
  NOTHING_TOLD,
  presentAddresses,
  type ToldParts,
  toldParts,
} from "./match-source.ts";
import type { ShardState } from "./shard-state.ts";

/** Whom to find keys of. */
export interface MatchSubject {
  readonly id: string;
  /** Null where the profile is gone. */
  readonly head: Head | null;
  readonly mayShowClickIds: boolean;
}

const NONE: readonly HashedAddress[] = [];

/** Hashes of the addresses of one kind, without those that nothing is left of. */
const hashesOf = (addresses: readonly HashedAddress[], kind: AddressKind): (readonly string[])[] =>
  addresses.flatMap(({ kind: its, hashes }) =>
    its === kind && hashes.some((hash) => hash !== "") ? [hashes] : [],
  );

/** Each address once: what a contact lost it may have again. */
const united = (
  present: readonly HashedAddress[],
  former: readonly HashedAddress[],
): readonly HashedAddress[] =>
  former.length === 0
    ? present
    : [...new Map([...present, ...former].map((one) => [`${one.kind} ${one.hashes.join()}`, one])).values()];

/** Where somebody tells to live, or was seen; of a profile that is gone, what was noted of it. */
const isEuropean = (
  { head }: MatchSubject,
  { attributes }: ToldParts,
  former: readonly FormerKey[],
): boolean => {
  if (head === null) return former.some((key) => key.isEuropean);
  return mayBeEuropean(attributes, head.region.country);
};

const needsTold = ({ description, devices, isOutsideEurope, clickIds }: MatchWanted): boolean =>
  description !== null || devices !== null || isOutsideEurope || clickIds;

/** What a profile itself says, beside its addresses. */
const ownKeys = (
  { head, mayShowClickIds }: MatchSubject,
  { attributes, touches }: ToldParts,
  { encoding, description, devices, clickIds }: MatchWanted,
): Omit<MatchKeys, "emails" | "phones"> => {
  const hash = (text: string): string => matchHash(text, encoding);
  const country = countryOf(attributes, head?.region.country ?? null);
  return {
    devices: devices === null ? [] : devicesIn(devices, attributes, hash),
    description:
      description === null || head === null ? null : describeIn(description, attributes, country, hash),
    clickIds: clickIds && mayShowClickIds ? newestClickIds(touches) : {},
  };
};

/**
 * By what platforms find the profiles of a page; null for one that they cannot find. Addresses are opened and hashed in the
 * object that holds them. Whoever is to be removed is named by former addresses too.
 */
export const readMatchKeys = (
  state: ShardState,
  subjects: readonly MatchSubject[],
  wanted: MatchWanted,
  isRemoval: boolean,
): (MatchKeys | null)[] => {
  const ids = subjects.map(({ id }) => id);
  const contacts = ids.filter(isContactId);
  const present = presentAddresses(state.sql, state.sealKey(), contacts, wanted);
  const keptFormer = isRemoval ? state.formerKeys.of(contacts) : new Map<string, FormerKey[]>();
  const former = formerAddresses(keptFormer, wanted);
  const told = needsTold(wanted) ? toldParts(state.sql, ids) : new Map<string, ToldParts>();
  return subjects.map((subject) => {
    const { id } = subject;
    const parts = told.get(id) ?? NOTHING_TOLD;
    if (wanted.isOutsideEurope && isEuropean(subject, parts, keptFormer.get(id) ?? [])) return null;
    const addresses = united(present.get(id) ?? NONE, former.get(id) ?? NONE);
    const keys = {
      emails: wanted.emails.length === 0 ? [] : hashesOf(addresses, "email"),
      phones: wanted.phones.length === 0 ? [] : hashesOf(addresses, "phone"),
      ...ownKeys(subject, parts, wanted),
    };
    return wanted.clickIds || hasKeys(keys) ? keys : null;
  });
};
