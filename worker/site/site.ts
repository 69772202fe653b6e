import type { AudienceDefinition } from "../../schemas/audience.ts";
import { AUDIENCES_PER_SITE_MAX } from "../../schemas/limits.ts";
import type { SiteConfiguration } from "../../schemas/site.ts";
import { clock } from "../configuration/clock.ts";
import { audiencesNaming, referenceFaults } from "../domain/audience/definition/references.ts";
import { campaignsFor } from "../domain/campaign/campaign-audience.ts";
import { channelFaults } from "../domain/channel/notified-channels.ts";
import { DEFAULT_REGION_RULES } from "../domain/consent/default-rules.ts";
import { grownLayout, type ShardCounts, type ShardLayout } from "../domain/identity/shard-layout.ts";
import type { ChainCheck, ChainWalk, Checkpoint } from "../domain/audit/chain.ts";
import { destinationsNaming } from "../domain/destination/destination-uses.ts";
import type { DeletionRecall, KnownDeletionRequest } from "../domain/privacy/deletion-request.ts";
import { audiencesIn } from "../domain/journey/journey-faults.ts";
import type { AuditRow, InstanceRpc, KnownAnswer, SiteRpc, SiteWrite } from "../domain/site-rpc.ts";
import { definitionsOf, type SiteSnapshot, type StoredAudience } from "../domain/site-snapshot.ts";
import { onWritable } from "../storage/on-writable.ts";
import { ONLY, storedAudience, written } from "./read-snapshot.ts";
import { ExportingSite } from "./exporting-site.ts";

/**
 * One site's configuration, keys and audit. Every change raises the site's version by one. The object of the reserved
 * name keeps what belongs to the instance: which sites there are, and a stopped clock.
 */
export class Site extends ExportingSite implements SiteRpc, InstanceRpc {
  async snapshot(): Promise<SiteSnapshot | null> {
    return this.exists ? this.read() : null;
  }

  async newer(version: number): Promise<SiteSnapshot | "same" | null> {
    return this.exists && this.meta.readNumber("version") === version ? "same" : this.snapshot();
  }

  async configure(
    id: string,
    configuration: SiteConfiguration,
    defaults: ShardCounts,
    actor: string,
  ): Promise<{ isNew: boolean; snapshot: SiteSnapshot }> {
    this.create();
    const before = this.read();
    const snapshot = this.change(actor, "site.put", id, configuration, () => {
      this.meta.write("id", id);
      this.writeSite(configuration);
      this.reopen(configuration.quotas, configuration.timezone);
      this.writeLayout(before?.layout ?? null, grownLayout(before?.layout ?? null, defaults));
      if (before === null) this.writeRules("regions", ONLY, JSON.stringify(DEFAULT_REGION_RULES));
    });
    return { isNew: before === null, snapshot };
  }

  async putAudience(
    id: string,
    definition: AudienceDefinition,
    actor: string,
  ): Promise<SiteWrite<StoredAudience>> {
    const audiences = this.config.list("audience");
    const known = audiences.find((audience) => audience.id === id);
    const body = JSON.stringify(definition);
    const current = this.read();
    if (current === null) return { kind: "absent" };
    if (known?.body === body) return { kind: "done", value: storedAudience(known), snapshot: current };
    if (known === undefined && audiences.length >= AUDIENCES_PER_SITE_MAX) return { kind: "limit" };
    // Looked at again where it is written: another audience may have changed since the request was checked.
    const errors = [
      ...referenceFaults(definition, id, definitionsOf(current)),
      ...channelFaults(definition, current.channels),
    ];
    if (errors.length > 0) return { kind: "refused", errors };
    const snapshot = this.change(actor, "audience.put", id, definition, () =>
      this.writeRules("audience", id, body),
    );
    return { kind: "done", value: written(snapshot.audiences, id), snapshot };
  }

  async deleteAudience(id: string, actor: string): Promise<SiteWrite<null>> {
    const current = this.read();
    if (current === null || this.config.read("audience", id) === null) return { kind: "absent" };
    const naming = [
      ...audiencesNaming(id, definitionsOf(current)),
      ...campaignsFor(id, current.campaigns),
      ...current.journeys.filter(({ definition }) => audiencesIn(definition).includes(id)),
      ...destinationsNaming(id, current.destinations),
    ];
    if (naming.length > 0) return { kind: "in_use" };
    return this.done(actor, "audience.delete", id, null, () => this.writeRules("audience", id, null));
  }

  /** A visitor of a new region is about to get an id: from now on walks over all shards go there too. */
  async useRegion(letter: ShardLayout["letters"][number]): Promise<SiteSnapshot> {
    const before = this.read();
    if (before === null) throw new Error("a site without configuration has no visitors");
    const { layout } = before;
    if (layout.letters.includes(letter)) return before;
    this.transact(() => {
      this.writeLayout(layout, { ...layout, letters: [...layout.letters, letter] });
      this.raiseVersion();
    });
    return this.read() ?? before;
  }

  async note(actor: string, action: string, subject: string, body: string): Promise<void> {
    this.transact(() => {
      this.auditLog.append({ at: clock.now(), actor, action, subject, body });
      if (action === "privacy.erase") this.answers.forgetProfiles();
    });
  }

  async beginAnswer(name: string, fingerprint: string, isAboutProfile: boolean): Promise<KnownAnswer> {
    return this.answers.begin(name, fingerprint, isAboutProfile, clock.now());
  }

  async keepAnswer(name: string, sealed: string | null): Promise<void> {
    this.answers.keep(name, sealed);
  }

  async recallDeletionRequest(request: KnownDeletionRequest): Promise<DeletionRecall> {
    return this.deletions.recall(request, clock.now());
  }

  async keepDeletionRequest(request: KnownDeletionRequest): Promise<void> {
    this.deletions.keep(request, clock.now());
  }

  async audit(after: number, limit: number): Promise<AuditRow[]> {
    return this.auditLog.page(after, limit);
  }

  async checkAudit(walk: ChainWalk): Promise<ChainCheck> {
    return this.auditLog.chain.check(walk);
  }

  async checkpoint(): Promise<Checkpoint | null> {
    const kept = this.meta.read("checkpoint");
    return kept === null ? null : (JSON.parse(kept) as Checkpoint);
  }

  async keepCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.meta.write("checkpoint", JSON.stringify(checkpoint));
  }

  async sites(): Promise<string[]> {
    if (!this.exists) return [];
    return this.meta.namesAfter("site:");
  }

  async addSite(id: string): Promise<void> {
    this.create();
    this.meta.write(`site:${id}`, "");
  }

  async clock(): Promise<number | null> {
    const now = this.exists ? this.meta.read("clock") : null;
    return now === null ? null : Number(now);
  }

  async setClock(now: number): Promise<void> {
    this.create();
    this.meta.write("clock", now);
  }

  async probe(): Promise<void> {
    onWritable(this.ctx, () => {
      this.create();
      this.meta.write("probe", clock.now());
    });
  }
}
