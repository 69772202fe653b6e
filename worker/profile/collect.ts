import type { BotSignal } from "../../schemas/bot.ts";
import { unclaimed } from "../domain/batch-parts.ts";
import { type CollectAnswer, NOTHING_COLLECTED } from "../../schemas/collect.ts";
import type { GatedEvents } from "../domain/consent/gate.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { isAllErased } from "../domain/privacy/since-erasure.ts";
import type { Claim, CollectOutcome, Identifier, ProfileBatch, ProfileShardRpc } from "../domain/rpc.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { Staged } from "./stage-batch.ts";

/** What collecting needs of the shard and of its peers. */
export interface CollectPorts {
  stage(batch: ProfileBatch, contact: string | null, site: CompiledSite): Promise<Staged>;
  /** Whether a visitor's browser has served two contacts. */
  isShared(visitor: string): boolean;
  /** What tells that the sender of a batch is a bot: what is known of its profile, else what came along. */
  botSignal(batch: ProfileBatch): BotSignal | null;
  /** Resolves with when the contact was erased, where the parcel was refused for that. */
  sendParcel(visitor: string, siteVersion: number): Promise<number | null>;
  shardOf(profile: string): ProfileShardRpc;
}

const sum = (a: CollectAnswer, b: CollectAnswer): CollectAnswer => ({
  accepted: a.accepted + b.accepted,
  duplicate: a.duplicate + b.duplicate,
  rejected: [...a.rejected, ...b.rejected],
  dropped: [...a.dropped, ...b.dropped],
});

const isIdentify = ({ event }: GatedEvents[number]): boolean => event.type === "identify";

/** Two parts of gated events are gated events. */
const split = (events: GatedEvents): { identify: GatedEvents; other: GatedEvents } => ({
  identify: events.filter(isIdentify) as unknown as GatedEvents,
  other: events.filter((event) => !isIdentify(event)) as unknown as GatedEvents,
});

type Resolved =
  | { readonly kind: "contact"; readonly contact: string; readonly isKnown: boolean }
  | { readonly kind: "conflict" };

/** The one contact that all identifiers of a claim lead to; a new one is named by the preferred identifier. */
const resolve = async ({ identifiers }: Claim, ports: CollectPorts): Promise<Resolved> => {
  const leads = await Promise.all(identifiers.map(({ contact }) => ports.shardOf(contact).leadsTo(contact)));
  const contacts = [...new Set(leads.flatMap((lead) => lead?.contact ?? []))];
  const [contact] = contacts;
  if (contacts.length > 1) return { kind: "conflict" };
  if (contact !== undefined) return { kind: "contact", contact, isKnown: true };
  const [preferred] = identifiers;
  if (preferred === undefined) throw new Error("a claim has an identifier");
  return { kind: "contact", contact: preferred.contact, isKnown: false };
};

/** Lets the other identifiers of a claim lead to its contact. */
const leadAll = async (
  identifiers: readonly Identifier[],
  contact: string,
  ports: CollectPorts,
): Promise<void> => {
  const others = identifiers.filter((identifier) => identifier.contact !== contact);
  if (others.length === 0) return;
  await Promise.all(others.map((other) => ports.shardOf(other.contact).lead(other.contact, contact)));
  await ports.shardOf(contact).keepIdentifiers(contact, others);
};

/** Whether a claim on a browser that belongs to `owner` means the owner: by a known identifier, or by a first of its kind. */
const meansOwner = async (claim: Claim, owner: string, ports: CollectPorts): Promise<boolean> => {
  if (claim.identifiers.some(({ contact }) => contact === owner)) return true;
  const resolved = await resolve(claim, ports);
  if (resolved.kind === "conflict") return false;
  if (resolved.isKnown) return resolved.contact === owner;
  const lead = await ports.shardOf(owner).leadsTo(owner);
  return claim.identifiers.every(({ kind }) => !lead?.kinds.includes(kind));
};

/** Hands a batch to the shard of another profile. */
const collectElsewhere = async (
  batch: ProfileBatch,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectOutcome> => {
  const [outcome] = await ports.shardOf(batch.profile).collect([batch], site.snapshot.version);
  if (outcome === undefined) throw new Error("a shard answers every batch");
  return outcome;
};

/** A batch for a profile that has moved goes where it went, unless somebody else is at the browser now. */
const follow = async (
  batch: ProfileBatch,
  contact: string,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectOutcome> => {
  const { claim } = batch;
  const isBrowser = !isContactId(batch.profile);
  const named = isBrowser ? claim : null;
  if (named !== null && !(await meansOwner(named, contact, ports))) return { kind: "other_contact", contact };
  const followed = {
    ...batch,
    profile: contact,
    claim: null,
    isShared: false,
    linkedBy: isBrowser ? batch.profile : batch.linkedBy,
  };
  const outcome = await collectElsewhere(followed, site, ports);
  // Afterwards, so that the batch finds what was known before it.
  const isHeard = outcome.kind !== "done" || !isAllErased(outcome.answer);
  if (named !== null && isHeard) await leadAll(named.identifiers, contact, ports);
  return outcome;
};

/**
 * A claim that moves nothing: the address learns what was said under it, the visitor keeps its history. Whose browser it
 * was is not known, so nothing that the browser tells is the contact's.
 */
const tellContact = async (
  batch: ProfileBatch,
  claim: Claim,
  contact: string,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectAnswer> => {
  const told: ProfileBatch = {
    ...batch,
    claim,
    profile: contact,
    isShared: false,
    isOwnConsent: false,
    gpc: null,
    device: null,
    language: null,
    events: split(batch.events).identify,
  };
  const outcome = await collectElsewhere(told, site, ports);
  if (outcome.kind !== "done") throw new Error("a contact's batch belongs to no other contact");
  if (!isAllErased(outcome.answer)) await leadAll(claim.identifiers, contact, ports);
  return outcome.answer;
};

const conflictOf = (events: GatedEvents): CollectAnswer => ({
  ...NOTHING_COLLECTED,
  rejected: events.map(({ index }) => ({ index, code: "identity_conflict" })),
});

const collectPlain = async (
  batch: ProfileBatch,
  contact: string | null,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectOutcome> => {
  const staged = await ports.stage(batch, contact, site);
  if (staged.kind === "done" || staged.kind === "erased") return staged;
  const isParcelDue = staged.kind === "packed" || staged.isParcelDue;
  const erasedAt = isParcelDue ? await ports.sendParcel(batch.profile, site.snapshot.version) : null;
  if (erasedAt !== null) return { kind: "erased", at: erasedAt };
  if (staged.kind === "moved") return follow(batch, staged.contact, site, ports);
  if (batch.claim !== null && contact !== null) await leadAll(batch.claim.identifiers, contact, ports);
  return { kind: "done", answer: staged.answer };
};

/** A server's batch for somebody it knows by several addresses: they must lead to one contact. */
const collectContact = async (
  batch: ProfileBatch,
  claim: Claim,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectOutcome> => {
  if (claim.identifiers.length < 2) return collectPlain(batch, null, site, ports);
  const resolved = await resolve(claim, ports);
  if (resolved.kind === "conflict") return { kind: "done", answer: conflictOf(batch.events) };
  const { contact } = resolved;
  const outcome =
    contact === batch.profile
      ? await collectPlain(batch, null, site, ports)
      : await collectElsewhere({ ...batch, profile: contact }, site, ports);
  const isHeard = outcome.kind !== "done" || !isAllErased(outcome.answer);
  if (isHeard) await leadAll(claim.identifiers, contact, ports);
  return outcome;
};

/** One batch of one profile, to its end: stored, moved, forwarded or told, and only then answered. */
export const collectBatch = async (
  batch: ProfileBatch,
  site: CompiledSite,
  ports: CollectPorts,
): Promise<CollectOutcome> => {
  const { claim } = batch;
  if (claim === null) return collectPlain(batch, null, site, ports);
  if (isContactId(batch.profile)) return collectContact(batch, claim, site, ports);
  const resolved = await resolve(claim, ports);
  const { identify, other } = split(batch.events);
  if (resolved.kind === "conflict") {
    const outcome = await collectPlain(unclaimed(batch, other), null, site, ports);
    return outcome.kind === "done"
      ? { kind: "done", answer: sum(outcome.answer, conflictOf(identify)) }
      : outcome;
  }
  const isShared = batch.isShared || ports.isShared(batch.profile);
  const bot = ports.botSignal(batch);
  // A bot's history is nobody's, unless a server says whose.
  const moves = !isShared && ((site.rules.mergesOnClaim && bot === null) || claim.isVouched);
  if (moves) return collectPlain(batch, resolved.contact, site, ports);
  const outcome = await collectPlain(unclaimed(batch, other), null, site, ports);
  if (outcome.kind !== "done") return outcome;
  const told = await tellContact({ ...batch, bot }, claim, resolved.contact, site, ports);
  return { kind: "done", answer: sum(outcome.answer, told) };
};
