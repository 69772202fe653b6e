import type { CollectAnswer } from "../../schemas/collect.ts";
import { PARCEL_RETRY_MS } from "../../schemas/limits.ts";
import { conversionsOf } from "../domain/campaign/conversions.ts";
import type { Campaign } from "../domain/campaign/decide.ts";
import { exposureNumber } from "../domain/campaign/exposure-number.ts";
import type { Ledger } from "../domain/campaign/ledger.ts";
import type { StoredEvent } from "../domain/profile-state.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import { isLive } from "../domain/campaign/exposure.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { sinceErasure } from "../domain/privacy/since-erasure.ts";
import { applyBatch } from "../domain/profile/apply-batch.ts";
import { type MailReach, NO_MAIL } from "../domain/outreach/confirmation.ts";
import { isBot } from "../domain/profile/bot-mark.ts";
import { encodeProfile } from "../domain/profile/codec.ts";
import { departures } from "../domain/profile/depart.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { Parcel, ProfileBatch } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { stageConversions } from "./conversion/stage-conversions.ts";
import type { ShardState } from "./shard-state.ts";

/** What staging a batch came to. */
export type Staged =
  | { readonly kind: "done"; readonly answer: CollectAnswer }
  /** The visitor's profile is packed; it must be delivered before the answer. */
  | { readonly kind: "packed"; readonly answer: CollectAnswer }
  /** The profile has moved; the batch must follow. */
  | { readonly kind: "moved"; readonly contact: string; readonly isParcelDue: boolean }
  /** The visitor is no more. */
  | { readonly kind: "erased"; readonly at: number };

const keptIdentify = ({ events }: ProfileBatch, { dropped, rejected }: CollectAnswer): boolean => {
  const gone = new Set([...dropped, ...rejected].map(({ index }) => index));
  return events.some(({ index, event }) => event.type === "identify" && !gone.has(index));
};

/** Whether a contact could be mailed before a batch and after it; looked up only where the site asks for confirmations. */
const mailReach = (
  { secrets }: ShardState,
  { profile, named }: ProfileBatch,
  { confirmsBy }: SiteRules,
): MailReach => {
  if (confirmsBy === null || !isContactId(profile)) return NO_MAIL;
  const before = secrets.kindsOf(profile).includes("email");
  return { before, after: before || named.includes("email") };
};

/** Takes a profile out of this shard and packs it for the contact's. */
export const pack = (
  state: ShardState,
  visitor: Profile,
  parcel: Omit<Parcel, "visitor">,
  rules: SiteRules,
  now: number,
): void => {
  const { id, head } = visitor;
  const changes = departures(visitor, now, "identified");
  state.tell(visitor, { changes, feed: head.isExportable ? changes : [] }, rules, now);
  state.notify(id, changes, rules, now);
  // It may still be seen, in another shard: what this one holds for it is as good as used.
  for (const exposure of visitor.history.ledger.exposures) {
    if (isLive(exposure, now)) state.totals.spend(exposure.id);
  }
  if (head.timerAt !== null) state.timers.disarm({ due: head.timerAt, kind: "flip", profile: id });
  const pushed = state.pushed.take(id);
  const packed: Parcel = {
    ...parcel,
    visitor: encodeProfile(visitor),
    ...(pushed.length > 0 ? { pushed } : {}),
  };
  state.profiles.remove(id);
  state.profiles.point(id, { contact: parcel.contact, parcel: JSON.stringify(packed) });
  state.timers.arm({ due: now + PARCEL_RETRY_MS, kind: "parcel", profile: id });
};

/** Notes which creatives the goals are the success of. */
const countConversions = (
  state: ShardState,
  ledger: Ledger,
  events: readonly StoredEvent[],
  campaigns: readonly Campaign[],
  now: number,
): void => {
  for (const { campaign, exposure } of conversionsOf(ledger, events, campaigns)) {
    const number = exposureNumber(ledger, exposure);
    state.results.add(campaign, exposure.creative, number, "converted", now);
  }
};

/** The site has as many profiles as it may: nothing is begun. */
const refusedForQuota = ({ events }: ProfileBatch): Staged => {
  const rejected = events.map(({ index }) => ({ index, code: "quota_exceeded" as const }));
  return { kind: "done", answer: { accepted: 0, duplicate: 0, rejected, dropped: [] } };
};

/**
 * One batch into one profile, inside the shard's transaction. `contact` is whom the visitor's history moves to, or
 * null where it stays.
 */
export const stageBatch = (
  state: ShardState,
  arrived: ProfileBatch,
  contact: string | null,
  { snapshot, rules, campaigns, conversions }: CompiledSite,
  now: number,
): Staged => {
  const { profile: id, claim } = arrived;
  const known = state.profiles.read(id);
  const pointer = known === null ? state.profiles.pointer(id) : null;
  if (pointer !== null) {
    return { kind: "moved", contact: pointer.contact, isParcelDue: pointer.parcel !== null };
  }
  const erasedAt = state.tombstones.erasedAt(id, now);
  if (erasedAt !== null && !isContactId(id)) return { kind: "erased", at: erasedAt };
  if (known === null && snapshot.isFull && arrived.events.length > 0) return refusedForQuota(arrived);
  const { batch, dropped } =
    erasedAt === null ? { batch: arrived, dropped: [] } : sinceErasure(arrived, erasedAt);
  const applied = applyBatch(id, known, batch, rules, now, mailReach(state, batch, rules));
  const { profile } = applied;
  const answer = { ...applied.answer, dropped: [...dropped, ...applied.answer.dropped] };
  for (const { code } of answer.rejected) state.quarantine.add(id, code, now);
  if (answer.rejected.length > 0) state.retention.arm(now);
  const isHeard = dropped.length === 0 || batch.events.length > 0;
  if (profile !== null && claim !== null && isContactId(id) && isHeard) {
    // Before journeys run: the first message may be due at once.
    for (const identifier of claim.identifiers) state.secrets.keep(id, identifier);
  }
  state.record(applied, rules, now, applied.accepted);
  if (profile !== null && !isBot(profile.head)) {
    countConversions(state, profile.history.ledger, applied.accepted, campaigns, now);
    stageConversions(state, batch, profile, applied.accepted, { rules, conversions }, now);
  }
  const isMoving = contact !== null && profile !== null && keptIdentify(batch, answer);
  if (!isMoving || claim === null) return { kind: "done", answer };
  const { identifiers, isVouched } = claim;
  pack(state, state.profiles.read(id) ?? profile, { contact, identifiers, isVouched }, rules, now);
  return { kind: "packed", answer };
};
