import { ERASURE_NOTICE_MS, RECEIPT_RETENTION_MS, TOMBSTONE_LIFE_MS } from "../../../schemas/limits.ts";
import type { ErasedHere, EraseOrder } from "../../domain/privacy/erasure.ts";
import { forgetBrowsers } from "../../domain/identity/browser-links.ts";
import { departures } from "../../domain/profile/depart.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { FormerKey } from "../former-key-store.ts";
import { gatherKeys } from "../gather-keys.ts";
import type { ShardState } from "../shard-state.ts";
import { clearPlaces, identifiedWith, leadingTo, movedTo, parcelsOf } from "./places.ts";

/** The shard that an order is carried out in. */
export interface ErasingShard {
  readonly state: ShardState;
  readonly name: string;
  /** Whether a profile of this id would live here. */
  readonly isHomeOf: (profile: string) => boolean;
}

/** Whoever was erased may come back by a new action of their own; that is not what the order meant. */
const isSince = (profile: Profile | null, { requestedAt }: EraseOrder): boolean =>
  profile !== null && profile.head.firstSeenAt > requestedAt;

/** A profile goes, and whoever was told of its memberships is told that they ended. Returns how many it had. */
const eraseProfile = (state: ShardState, profile: Profile, rules: SiteRules, now: number): number => {
  const exits = departures(profile, now, "erased");
  state.tell(profile, { changes: exits, feed: profile.head.isExportable ? exits : [] }, rules, now);
  state.notify(profile.id, exits, rules, now);
  state.profiles.remove(profile.id);
  return exits.length;
};

/** An exit that is still to be told of names by hashes whom platforms are to remove, for as long as it stays. */
const keepOwedKeys = (
  { memberships, formerKeys }: ShardState,
  known: ReadonlyMap<string, readonly FormerKey[]>,
  now: number,
): void => {
  const owed = memberships.erasedAmong([...known.keys()]);
  for (const [profile, keys] of known) if (owed.has(profile)) formerKeys.keep(profile, keys, now, true);
};

/** What destinations hold of profiles that are on their way is removed there, although they never arrive. */
const orphanCarried = (state: ShardState, profiles: readonly string[], now: number): void => {
  for (const parcel of parcelsOf(state.sql, profiles)) state.pushed.orphan(parcel.pushed ?? [], now);
};

/** A contact forgets the name of a browser whose history it took over. Returns whether it knew it. */
const disown = (state: ShardState, contact: string, visitors: ReadonlySet<string>): boolean => {
  const holder = state.profiles.read(contact);
  if (holder === null) return false;
  const adopted = holder.history.adopted.filter((visitor) => !visitors.has(visitor));
  const links = forgetBrowsers(holder.history.links, visitors);
  if (adopted.length === holder.history.adopted.length && links === holder.history.links) return false;
  state.profiles.put({ ...holder, history: { ...holder.history, adopted, links } });
  return true;
};

/** Each time that something of the erasure itself must go. */
const armEnds = ({ timers }: ShardState, name: string, now: number): void => {
  for (const after of [ERASURE_NOTICE_MS, TOMBSTONE_LIFE_MS, RECEIPT_RETENTION_MS]) {
    timers.arm({ due: now + after, kind: "erased", profile: name });
  }
};

interface Meant {
  readonly profiles: readonly string[];
  /** Those of them that are stored here. */
  readonly stored: readonly Profile[];
  /** Other ids that they lead to or from. */
  readonly related: readonly string[];
}

/** What an order means in one shard. Nothing is removed yet: what was removed leads nowhere any more. */
export const meantHere = (state: ShardState, order: EraseOrder): Meant => {
  const { sql } = state;
  const meant = order.profiles.filter((id) => !isSince(state.profiles.read(id), order));
  // Whoever took a browser's history over may have gone into another contact since, which knows its name too.
  if (order.reach === "browser") {
    const stored = meant.flatMap((id) => state.profiles.read(id) ?? []);
    return { profiles: meant, stored, related: movedTo(sql, [...meant, ...order.holders]) };
  }
  const browsers = leadingTo(sql, meant);
  const profiles = [...new Set([...meant, ...browsers])];
  const stored = profiles.flatMap((id) => state.profiles.read(id) ?? []);
  const adopted = stored.flatMap(({ history }) => history.adopted);
  const related = [...browsers, ...movedTo(sql, profiles), ...adopted, ...identifiedWith(sql, profiles)];
  return { profiles, stored, related };
};

/** Carries an order out in one shard, inside its transaction. Repeating it removes only what came meanwhile. */
export const eraseHere = (
  { state, name, isHomeOf }: ErasingShard,
  order: EraseOrder,
  rules: SiteRules,
  now: number,
): ErasedHere => {
  const { sql, erasures, tombstones } = state;
  const { receipt, holders, requestedAt } = order;
  const { profiles, stored, related } = meantHere(state, order);
  const known = gatherKeys(state, profiles);
  orphanCarried(state, profiles, now);
  for (const { place, removed } of clearPlaces(sql, profiles)) erasures.count(receipt, place, removed, now);
  state.pushed.wakeRemovals(now);
  const ended = stored.map((profile) => eraseProfile(state, profile, rules, now));
  keepOwedKeys(state, known, now);
  erasures.count(receipt, "profile", stored.length, now);
  erasures.count(
    receipt,
    "membership",
    ended.reduce((sum, count) => sum + count, 0),
    now,
  );
  const gone = new Set(profiles);
  const forgetful = holders.filter((contact) => isHomeOf(contact) && disown(state, contact, gone));
  erasures.count(receipt, "adopted", forgetful.length, now);
  const removed = erasures.countedFor(receipt);
  if ([...profiles, ...holders].some(isHomeOf) || removed.length > 0) {
    // A visitor's tombstone lies in the contact's shard too, where its parcel may still arrive.
    for (const id of profiles) tombstones.put(id, requestedAt);
    state.sweeps.forgetPosition(gone);
    armEnds(state, receipt, now);
    erasures.markResidue(now);
  }
  state.timers.forgetEarliest();
  state.outbox.discard();
  return { places: removed.map((one) => ({ ...one, shard: name })), related };
};

/** Lets go what an erasure left behind for a time: ids in exits, tombstones, receipts. */
export const forgetErased = (state: ShardState, now: number): void => {
  state.memberships.forgetErased(now - ERASURE_NOTICE_MS);
  state.formerKeys.forgetErased(now - ERASURE_NOTICE_MS);
  state.tombstones.prune(now);
  state.erasures.prune(now);
  state.erasures.markResidue(now);
};

/** A visitor whose parcel was refused because the contact had been erased: its history is the contact's, and goes too. */
export const eraseRefused = (
  state: ShardState,
  { visitor, erasedAt }: { readonly visitor: string; readonly erasedAt: number },
  now: number,
): void => {
  orphanCarried(state, [visitor], now);
  clearPlaces(state.sql, [visitor]);
  state.tombstones.put(visitor, erasedAt);
  state.erasures.markResidue(now);
  armEnds(state, state.tombstones.pseudonymOf(visitor), now);
  state.timers.forgetEarliest();
  state.outbox.discard();
};
