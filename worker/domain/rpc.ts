import type { CollectAnswer } from "../../schemas/collect.ts";
import type { PreviewPage, PreviewRequest } from "./audience-preview.ts";
import type { Explanation } from "./audience/explain/explain.ts";
import type { DeadLetterPage, Replay } from "./channel/dead-letter.ts";
import type { BrowserFacts } from "./conversion/browser-facts.ts";
import type { ConversionShardRpc } from "./conversion-rpc.ts";
import type { CampaignShardRpc } from "./decide-rpc.ts";
import type { DestinationShardRpc } from "./destination-rpc.ts";
import type { CarriedPush } from "./destination/push-state.ts";
import type { ExportShardRpc } from "./export-rpc.ts";
import type { HitShardRpc } from "./hit-rpc.ts";
import type { Journey } from "./journey/journey.ts";
import type { MatchKeys, MatchWanted } from "./match-key/match-keys.ts";
import type { MergeShardRpc } from "./merge-rpc.ts";
import type { MessagingShardRpc } from "./messaging-rpc.ts";
import type { Arrival } from "./profile/apply-batch.ts";
import type { ProfileView } from "./profile-view.ts";
import type { PrivacyShardRpc } from "./privacy-rpc.ts";
import type { ProfileRow } from "./profile/codec.ts";
import type { RulesPreviewPage, RulesPreviewRequest } from "./rules-preview.ts";
import type { GuardShardRpc } from "./guard-rpc.ts";

/**
 * What crosses from one object or isolate to another. Expected outcomes are values, because thrown errors lose their
 * type on the way.
 */

/** One address of a contact: its digest in the form of a contact id, and the sealed text. */
export interface Identifier {
  readonly kind: "email" | "phone";
  readonly contact: string;
  readonly sealed: string;
  /** Domain of an e-mail address that is not a free-mail one. */
  readonly accountDomain: string | null;
}

/** Somebody said who they are. */
export interface Claim {
  /** At least one; the first is preferred. */
  readonly identifiers: readonly Identifier[];
  /** A server, not a form, said so. */
  readonly isVouched: boolean;
}

/** What one request brings for one profile. */
export interface ProfileBatch extends Arrival {
  readonly profile: string;
  readonly claim: Claim | null;
  /** Kinds of addresses that were named, also where the claim was settled on the way. */
  readonly named: readonly Identifier["kind"][];
  /** How platforms know the browser, for those that purchases are forwarded to; it is not kept. */
  readonly browser?: BrowserFacts;
}

export type CollectOutcome =
  | { readonly kind: "done"; readonly answer: CollectAnswer }
  /** The browser belongs to another contact: the events need a fresh visitor. */
  | { readonly kind: "other_contact"; readonly contact: string }
  /** The visitor was erased: the id takes nothing any more, and what was done before is gone for good. */
  | { readonly kind: "erased"; readonly at: number };

/** A visitor's profile on its way into a contact's. */
export interface Parcel {
  readonly contact: string;
  readonly identifiers: readonly Identifier[];
  /** Another contact where an operator merged two. */
  readonly visitor: ProfileRow;
  /** A server or a link in a message said whose it is. Parcels of earlier versions left it out. */
  readonly isVouched?: boolean;
  /** Id of the merge that it is part of. */
  readonly merge?: string;
  /** Versions of journeys that the contact follows; added as it is sent. */
  readonly followed?: readonly Journey[];
  /** What destinations hold of it. */
  readonly pushed?: readonly CarriedPush[];
}

/** Where the contact lives that took the parcel: another one where an identifier already led there. */
export interface Delivered {
  readonly contact: string;
  /** When the contact or the visitor was erased, where the parcel was refused for that. */
  readonly erasedAt: number | null;
}

export interface AudienceStanding {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly member: boolean;
  readonly entered_at: number | null;
  readonly next_flip_at: number | null;
  readonly truncated: boolean;
}

/** A profile, the profile it was moved to, or nothing. */
export type Found<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "moved"; readonly to: string }
  | { readonly kind: "absent" };

export interface MembersRequest {
  readonly audience: string;
  /** Only members whose entry has a later number: the last one of the page before; 0 at the start. */
  readonly after: number;
  /** Only members whose entry has no later number; null where all are meant. */
  readonly upTo: number | null;
  readonly limit: number;
  /** By what each member is to be found; null where its id is enough. */
  readonly match: MatchWanted | null;
}

export interface MemberRow {
  readonly profile: string;
  readonly entered_at: number;
  readonly next_flip_at: number | null;
  /** Only where it was asked for. */
  readonly keys?: MatchKeys;
}

export interface MembersPage {
  readonly rows: readonly MemberRow[];
  /** Where the next page starts; null at the end. */
  readonly next: number | null;
}

export interface ChangesRequest {
  readonly audience: string;
  /** Sequence number after which the page begins. */
  readonly after: number;
  /** Entries after the first number and up to the second are told, and exits after the third. */
  readonly entriesAfter: number;
  readonly entriesUpTo: number;
  readonly exitsAfter: number;
  /** Sequence number of the last change to tell. */
  readonly upTo: number;
  readonly limit: number;
  /** Entries or exits alone; null for both. */
  readonly op: ChangeOp | null;
  /** By what each profile is to be found; null where its id is enough. */
  readonly match: MatchWanted | null;
}

export type ChangeOp = "enter" | "exit";

export interface ChangeRow {
  readonly op: ChangeOp;
  readonly profile: string;
  readonly at: number;
  readonly reason: string | null;
  /** Only where it was asked for. */
  readonly keys?: MatchKeys;
}

export interface ChangesPage {
  readonly rows: readonly ChangeRow[];
  readonly next: number | null;
}

/** Why a profile is, or is not, a member of an audience. */
export interface StandingExplanation extends Explanation {
  readonly version: number;
  /** Whether audiences of its kind may hold the profile, whether consent allows it, and whether it is no bot's. */
  readonly eligible: { readonly kind: boolean; readonly consent: boolean; readonly person: boolean };
}

/** An audience in one shard. */
export interface AudienceCount {
  /** Members at this instant. */
  readonly members: number;
  /** Sequence number of the newest change. */
  readonly head: number;
  /** Sequence number of the oldest change that is kept. */
  readonly oldest: number;
  /** Whether every stored profile was evaluated with the present definition. */
  readonly isReady: boolean;
  /** How many were, of how many. */
  readonly evaluated: number;
  readonly profiles: number;
}

/** How far a walk over the profiles of one shard has come. */
export type WalkProgress = Pick<AudienceCount, "isReady" | "evaluated" | "profiles">;

/** What an identifier leads to. */
export interface Lead {
  readonly contact: string;
  /** Kinds of identifiers the contact is known by. */
  readonly kinds: readonly Identifier["kind"][];
}

/** The object that holds profiles. */
export interface ProfileShardRpc
  extends
    PrivacyShardRpc,
    ExportShardRpc,
    CampaignShardRpc,
    MessagingShardRpc,
    HitShardRpc,
    MergeShardRpc,
    DestinationShardRpc,
    ConversionShardRpc,
    GuardShardRpc {
  collect(batches: readonly ProfileBatch[], siteVersion: number): Promise<CollectOutcome[]>;
  deliver(parcel: Parcel, siteVersion: number): Promise<Delivered>;
  leadsTo(contact: string): Promise<Lead | null>;
  /** Lets another identifier lead to a contact from now on. */
  lead(from: string, contact: string): Promise<void>;
  keepIdentifiers(contact: string, identifiers: readonly Identifier[]): Promise<void>;
  view(profile: string, siteVersion: number): Promise<Found<ProfileView>>;
  standings(profile: string, siteVersion: number): Promise<Found<readonly AudienceStanding[]>>;
  /** How the profile stood with an audience at `at`; null where there is no such audience. */
  explain(
    profile: string,
    audience: string,
    at: number,
    siteVersion: number,
  ): Promise<Found<StandingExplanation | null>>;
  preview(request: PreviewRequest, siteVersion: number): Promise<PreviewPage>;
  previewRules(request: RulesPreviewRequest, siteVersion: number): Promise<RulesPreviewPage>;
  count(audiences: readonly string[], siteVersion: number): Promise<AudienceCount[]>;
  /** How far the evaluation of stored profiles with the present region rules has come. */
  rulesProgress(siteVersion: number): Promise<WalkProgress>;
  /** Starts evaluating every stored profile with the present configuration. */
  sweep(siteVersion: number): Promise<void>;
  deadLetters(channel: string, limit: number): Promise<DeadLetterPage>;
  /** Sends dead letters again, the named ones or, with null, the oldest. */
  replayDeadLetters(channel: string, ids: readonly string[] | null): Promise<Replay>;
  /** Drops every message to a channel, dead or waiting. */
  forgetChannel(channel: string): Promise<void>;
  /** Fires what is due and sends what is due; resolves when nothing is. */
  settle(): Promise<void>;
}
