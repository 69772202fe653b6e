import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import type { Scope, SiteConfiguration } from "../../schemas/site.ts";
import type { ChainCheck, ChainHead, ChainWalk, Checkpoint } from "./audit/chain.ts";
import type { Fault } from "./audience/definition/faults.ts";
import type { RegionLetter } from "./identity/profile-id.ts";
import type { ShardCounts } from "./identity/shard-layout.ts";
import type {
  ChannelDocument,
  SiteSnapshot,
  StoredAudience,
  StoredChannel,
  StoredKey,
} from "./site-snapshot.ts";

export type SiteWrite<T> =
  | { readonly kind: "done"; readonly value: T; readonly snapshot: SiteSnapshot }
  | { readonly kind: "limit" }
  | { readonly kind: "absent" }
  /** Something else of the site still names it. */
  | { readonly kind: "in_use" }
  | { readonly kind: "refused"; readonly errors: readonly Fault[] };

/** The object that holds a site's configuration. `actor` is the id of the key that asks, or `admin`. */
export interface SiteRpc {
  snapshot(): Promise<SiteSnapshot | null>;
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
  putRegionRules(rules: readonly RegionRule[], actor: string): Promise<SiteWrite<null>>;
  createKey(
    label: string,
    scopes: readonly Scope[],
    actor: string,
  ): Promise<SiteWrite<{ id: string; key: string }>>;
  deleteKey(id: string, actor: string): Promise<SiteWrite<null>>;
  listKeys(): Promise<readonly Omit<StoredKey, "hash">[]>;
  useRegion(letter: RegionLetter): Promise<SiteSnapshot>;
  logExport(entry: ExportLogEntry): Promise<void>;
  audit(after: number, limit: number): Promise<readonly AuditRow[]>;
  auditHead(): Promise<ChainHead>;
  checkAudit(walk: ChainWalk): Promise<ChainCheck>;
  /** The newest exported checkpoint; null while there is none. */
  checkpoint(): Promise<Checkpoint | null>;
  keepCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

/** One entry of a site's audit: what was done, by whom (the id of a key, or `admin`), to what. */
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

export interface ExportLogEntry {
  readonly at: number;
  readonly key: string;
  readonly audience: string;
  readonly version: number;
  readonly format: string;
  readonly since: boolean;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}
