import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { CampaignDefinition } from "../../schemas/campaign.ts";
import type { JourneyDefinition } from "../../schemas/journey.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import type { KeyRequest, RotationRequest } from "../../schemas/key.ts";
import type { SiteConfiguration } from "../../schemas/site.ts";
import type { ChainCheck, ChainWalk, Checkpoint } from "./audit/chain.ts";
import type { Fault } from "./audience/definition/faults.ts";
import type { Heads } from "./export/release.ts";
import type { Journey } from "./journey/journey.ts";
import type { RegionLetter } from "./identity/profile-id.ts";
import type { DeletionRecall, KnownDeletionRequest } from "./privacy/deletion-request.ts";
import type { ShardCounts } from "./identity/shard-layout.ts";
import type {
  ChannelDocument,
  DestinationDocument,
  SiteSnapshot,
  StoredAudience,
  StoredCampaign,
  StoredChannel,
  StoredDestination,
} from "./site-snapshot.ts";
import type { StoredKey } from "./stored-key.ts";
import type { EventsUsed, UsageOfDay } from "./usage.ts";

export type SiteWrite<T> =
  | { readonly kind: "done"; readonly value: T; readonly snapshot: SiteSnapshot }
  | { readonly kind: "limit" }
  | { readonly kind: "absent" }
  /** Something else of the site still names it. */
  | { readonly kind: "in_use" }
  | { readonly kind: "refused"; readonly errors: readonly Fault[] };

/** A change of the region rules that waits for a second key. */
export interface PendingRules {
  readonly change: string;
  /** Who proposed it. */
  readonly by: string;
  readonly at: number;
  /** Version of the rules that it was made to. */
  readonly basedOn: number;
  readonly rules: readonly RegionRule[];
}

export type RuleApproval =
  | SiteWrite<null>
  /** Who proposed a change cannot approve it. */
  | { readonly kind: "own" }
  /** Other rules were saved since. */
  | { readonly kind: "outdated" };

/** A key as it is shown once. */
export interface KeyMade {
  readonly id: string;
  readonly key: string;
}

export type KeyRotation =
  | SiteWrite<KeyMade>
  /** As many keys of the chain are live as may be. */
  | { readonly kind: "rotating" };

/** What came of counting events. */
export interface Metered {
  /** Events of the day so far. */
  readonly today: number;
  /** Whether the profiles should be counted now. */
  readonly isCountDue: boolean;
}

/** What is known of a request that was sent with an idempotency key. */
export type KnownAnswer =
  | { readonly kind: "new" }
  | { readonly kind: "running" }
  /** The key was used for another request. */
  | { readonly kind: "other" }
  | { readonly kind: "kept"; readonly sealed: string };

/** The object that holds a site's configuration. `actor` is the id of the key that asks, or `admin`. */
export interface SiteRpc {
  snapshot(): Promise<SiteSnapshot | null>;
  /** The configuration where it is newer than `version`, else `same`. */
  newer(version: number): Promise<SiteSnapshot | "same" | null>;
  configure(
    id: string,
    configuration: SiteConfiguration,
    defaults: ShardCounts,
    actor: string,
  ): Promise<{ isNew: boolean; snapshot: SiteSnapshot }>;
  putAudience(id: string, definition: AudienceDefinition, actor: string): Promise<SiteWrite<StoredAudience>>;
  deleteAudience(id: string, actor: string): Promise<SiteWrite<null>>;
  putChannel(id: string, channel: ChannelDocument, actor: string): Promise<SiteWrite<StoredChannel>>;
  deleteChannel(id: string, actor: string): Promise<SiteWrite<null>>;
  putDestination(
    id: string,
    destination: DestinationDocument,
    actor: string,
  ): Promise<SiteWrite<StoredDestination>>;
  deleteDestination(id: string, actor: string): Promise<SiteWrite<null>>;
  putCampaign(id: string, definition: CampaignDefinition, actor: string): Promise<SiteWrite<StoredCampaign>>;
  deleteCampaign(id: string, actor: string): Promise<SiteWrite<null>>;
  putJourney(id: string, definition: JourneyDefinition, actor: string): Promise<SiteWrite<Journey>>;
  deleteJourney(id: string, actor: string): Promise<SiteWrite<null>>;
  /** Gives a shard a part of a campaign's total, on disk when it resolves; 0 where nothing is left. */
  leaseTotal(campaign: string): Promise<number>;
  /** In force at once, or waiting for approval where the site asks for it. */
  putRegionRules(rules: readonly RegionRule[], actor: string): Promise<SiteWrite<PendingRules | null>>;
  /** Changes of the region rules that wait. */
  pendingRegionRules(): Promise<readonly PendingRules[]>;
  /** A set of region rules that was saved once; null where there is none of the version. */
  regionRulesOf(version: number): Promise<readonly RegionRule[] | null>;
  approveRegionRules(change: string, actor: string): Promise<RuleApproval>;
  withdrawRegionRules(change: string, actor: string): Promise<SiteWrite<null>>;
  /** Brings rules into force whose time has come. Returns the configuration after that; null where there is no site. */
  settle(): Promise<SiteSnapshot | null>;
  createKey(request: KeyRequest, actor: string): Promise<SiteWrite<KeyMade>>;
  rotateKey(id: string, request: RotationRequest, actor: string): Promise<KeyRotation>;
  deleteKey(id: string, actor: string): Promise<SiteWrite<null>>;
  listKeys(): Promise<readonly Omit<StoredKey, "hash">[]>;
  useRegion(letter: RegionLetter): Promise<SiteSnapshot>;
  logExport(entry: ExportLogEntry): Promise<void>;
  exportLog(after: number, limit: number): Promise<readonly LoggedExport[]>;
  /** Up to where entries of an audience were told to whoever holds a chain of keys; null where nothing was. */
  toldTo(chain: string, audience: string): Promise<Heads | null>;
  tell(chain: string, audience: string, heads: Heads): Promise<void>;
  /** Counts events that were accepted, or with none asks how it stands, and closes the site where its quota is used up. */
  useEvents(used: EventsUsed): Promise<Metered>;
  /** How many profiles there are, as they were just counted. */
  keepProfileCount(profiles: number): Promise<void>;
  usageOfDays(): Promise<readonly UsageOfDay[]>;
  /** Notes in the audit what was done that changed no configuration. */
  note(actor: string, action: string, subject: string, body: string): Promise<void>;
  /** `name` tells who asks under which idempotency key, `fingerprint` what; a new request is running from now on. */
  beginAnswer(name: string, fingerprint: string, isAboutProfile: boolean): Promise<KnownAnswer>;
  /** Keeps the answer to a request that was begun; null where it did nothing, and may be made anew. */
  keepAnswer(name: string, sealed: string | null): Promise<void>;
  /** What is known of a request for deletion that would be accepted. */
  recallDeletionRequest(request: KnownDeletionRequest): Promise<DeletionRecall>;
  /** Remembers one whose erasure is certain to happen. */
  keepDeletionRequest(request: KnownDeletionRequest): Promise<void>;
  audit(after: number, limit: number): Promise<readonly AuditRow[]>;
  checkAudit(walk: ChainWalk): Promise<ChainCheck>;
  /** The newest exported checkpoint; null while there is none. */
  checkpoint(): Promise<Checkpoint | null>;
  keepCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

/** One entry of a site's audit: what was done, by whom (the id of a key, `admin`, `visitor`, `quota`, or `issuer:` and a domain), to what. */
export interface AuditRow {
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** SHA-256 of what was written, hex. */
  readonly digest: string;
  /** SHA-256 of the entry and of the hash before it, hex. */
  readonly hash: string;
}

/** The one object that speaks for the whole instance. */
export interface InstanceRpc {
  sites(): Promise<readonly string[]>;
  addSite(id: string): Promise<void>;
  /** Where a stopped clock stands; null while time runs. */
  clock(): Promise<number | null>;
  setClock(now: number): Promise<void>;
  /** Resolves when a write is durable. */
  probe(): Promise<void>;
}

/** What left, to whom. */
export interface ExportLogEntry {
  readonly at: number;
  /** Id of the key, or `admin`. */
  readonly key: string;
  readonly audience: string;
  readonly version: number;
  /** SHA-256 of the definition, hex. */
  readonly definition: string;
  readonly format: string;
  /** Whether changes were told, and not members. */
  readonly since: boolean;
  /** First byte of the text that was sent: not 0 where a receiver went on after a break. */
  readonly offset: number;
  readonly rows: number;
  /** Bytes that were sent, before compression, and their SHA-256, hex. */
  readonly bytes: number;
  readonly sha256: string;
  /** False where the receiver left, or something broke. */
  readonly complete: boolean;
}

export interface LoggedExport extends ExportLogEntry {
  readonly seq: number;
}
