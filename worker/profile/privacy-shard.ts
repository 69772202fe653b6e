import type { Receipt } from "../../schemas/privacy.ts";
import { clock } from "../configuration/clock.ts";
import type { ChainCheck, ChainWalk } from "../domain/audit/chain.ts";
import type { LoggedConsent, PrivacyShardRpc } from "../domain/privacy-rpc.ts";
import type { ErasedHere, EraseOrder, ErasureRequest, HeldHere, Reach } from "../domain/privacy/erasure.ts";
import type { RetentionPage } from "../domain/retention-figures.ts";
import { holdings } from "./erasure/holdings.ts";
import { overduePage } from "./retention-lag.ts";
import { ShardObject } from "./shard-object.ts";
import { findProfile } from "./find-profile.ts";

/** The part of a shard that answers to those who look after rights and proof. */
export abstract class PrivacyShard extends ShardObject implements PrivacyShardRpc {
  async consentLog(profiles: readonly string[]): Promise<LoggedConsent[]> {
    return this.state.consents.of(profiles);
  }

  async checkConsentLog(walk: ChainWalk): Promise<ChainCheck> {
    return this.state.consents.chain.check(walk);
  }

  async access(profiles: readonly string[], reach: Reach, siteVersion: number): Promise<HeldHere> {
    const { rules } = await this.readSite(siteVersion);
    return holdings(this.state, { profiles, reach }, rules, clock.now());
  }

  async erase(request: ErasureRequest, siteVersion: number): Promise<Receipt> {
    const { rules } = await this.readSite(siteVersion);
    return this.erasures.begin(request, rules);
  }

  async relatedHere(order: EraseOrder): Promise<readonly string[]> {
    return this.erasures.related(order);
  }

  async eraseHere(order: EraseOrder, siteVersion: number): Promise<ErasedHere> {
    const { rules } = await this.readSite(siteVersion);
    return this.erasures.here(order, rules);
  }

  async receipt(id: string): Promise<Receipt | null> {
    return this.erasures.receipt(id);
  }

  async existing(profiles: readonly string[]): Promise<string[]> {
    return profiles.filter((id) => findProfile(this.state, id).kind !== "absent");
  }

  async overdue(after: string, limit: number, siteVersion: number): Promise<RetentionPage> {
    const { rules } = await this.readSite(siteVersion);
    return overduePage(this.state, { after, limit }, rules, clock.now());
  }
}
