import type { Receipt } from "../../schemas/privacy.ts";
import type { ChainCheck, ChainWalk } from "./audit/chain.ts";
import type { ConsentRecord } from "./consent/consent-record.ts";
import type { EraseOrder, ErasedHere, ErasureRequest, HeldHere, Reach } from "./privacy/erasure.ts";
import type { RetentionPage } from "./retention-figures.ts";

/** A consent record as the log of a shard has it. */
export interface LoggedConsent {
  readonly seq: number;
  readonly profile: string;
  /** The keyed digest under which the log knows the profile. */
  readonly subject: string;
  readonly hash: string;
  readonly record: ConsentRecord;
}

/** What a shard answers to those who look after rights and proof. */
export interface PrivacyShardRpc {
  /** Consent records about some profiles, those that are gone too. */
  consentLog(profiles: readonly string[]): Promise<readonly LoggedConsent[]>;
  checkConsentLog(walk: ChainWalk): Promise<ChainCheck>;
  /** Which of some profiles are here, or lead elsewhere from here. */
  existing(profiles: readonly string[]): Promise<readonly string[]>;
  /** What is held beyond its limit, as far as one page of profiles shows. */
  overdue(after: string, limit: number, siteVersion: number): Promise<RetentionPage>;
  /** What this shard holds on profiles. */
  access(profiles: readonly string[], reach: Reach, siteVersion: number): Promise<HeldHere>;
  /** Erases a subject everywhere. Once this resolves it is certain to happen, also where the process dies. */
  erase(request: ErasureRequest, siteVersion: number): Promise<Receipt>;
  /** Other ids that what an order means here leads to or from. Nothing is removed. */
  relatedHere(order: EraseOrder): Promise<readonly string[]>;
  eraseHere(order: EraseOrder, siteVersion: number): Promise<ErasedHere>;
  receipt(id: string): Promise<Receipt | null>;
}
