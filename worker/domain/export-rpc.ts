import type { MatchWanted } from "./match-key/match-keys.ts";
import type { ChangesPage, ChangesRequest, MembersPage, MembersRequest } from "./rpc.ts";

/** Asks for members that may leave for ad platforms; more than `atMost` are not counted. */
export interface CountRequest {
  readonly audience: string;
  /** Only members whose entry has a later number; 0 where all are meant. */
  readonly after: number;
  /** By what they are to be found: whoever cannot be is not counted. Null where ids are enough. */
  readonly match: MatchWanted | null;
  readonly atMost: number;
}

/** Who came after a sequence number. */
export interface Newcomers {
  /** Members that may leave for ad platforms. */
  readonly members: number;
  /** Up to here no entry follows. */
  readonly noneUpTo: number;
}

/** An audience's feed in one shard. */
export interface FeedState {
  /** Members as stored, also those that may not leave. */
  readonly members: number;
  /** Sequence number of the newest change. */
  readonly head: number;
  /** Sequence number of the oldest change that is kept. */
  readonly oldest: number;
  /** Another one where anything may have changed that an export shows. */
  readonly revision: number;
}

/** A page as text, for formats whose rows are texts of their own. */
export interface MembersText {
  readonly text: string;
  readonly rows: number;
  /** Where the next page starts; null at the end. */
  readonly next: number | null;
}

/** The part of a shard that exports read. */
export interface ExportShardRpc {
  feedState(audience: string, siteVersion: number): Promise<FeedState>;
  countExportable(request: CountRequest, siteVersion: number): Promise<number>;
  newcomers(request: CountRequest, siteVersion: number): Promise<Newcomers>;
  /** Members that may leave for ad platforms at this instant. */
  members(request: MembersRequest, siteVersion: number): Promise<MembersPage>;
  /** The same as text; `variant` names the format. */
  memberLines(request: MembersRequest, variant: string, siteVersion: number): Promise<MembersText>;
  changes(request: ChangesRequest, siteVersion: number): Promise<ChangesPage>;
}
