import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import {
  AUDIENCES_PER_SITE_MAX,
  CHANNELS_PER_SITE_MAX,
  KEYS_PER_SITE_MAX,
  PENDING_RULES_MAX,
} from "../../schemas/limits.ts";
import type { Scope, SiteConfiguration } from "../../schemas/site.ts";
import { clock } from "../configuration/clock.ts";
import { restoreClock } from "../configuration/manual-clock.ts";
import { randomDigits, sha256Hex } from "../crypto/digest.ts";
import { audiencesNaming, referenceFaults } from "../domain/audience/definition/references.ts";
import { audiencesNotifying, channelFaults } from "../domain/channel/notified-channels.ts";
import { DEFAULT_REGION_RULES } from "../domain/consent/default-rules.ts";
import { nextStart, startsBetween } from "../domain/consent/rule-starts.ts";
import { grownLayout, type ShardCounts, type ShardLayout } from "../domain/identity/shard-layout.ts";
import type {
  ExportLogEntry,
  InstanceRpc,
  PendingRules,
  RuleApproval,
  RuleChanges,
  SiteRpc,
  SiteWrite,
} from "../domain/site-rpc.ts";
import {
  type ChannelDocument,
  definitionsOf,
  type SiteSnapshot,
  type StoredAudience,
  type StoredChannel,
  type StoredKey,
} from "../domain/site-snapshot.ts";
import { ONLY, storedAudience, written } from "./read-snapshot.ts";
import { SiteObject } from "./site-object.ts";
import { sweepEveryShard } from "./sweep-every-shard.ts";

/** Up to when starts of rules were taken account of. */
const STARTED = "rules_started";
/** A version that the shards may not have heard of; 0 where they have. */
const UNTOLD = "untold_version";
const RETRY_MS = 5_000;

/**
 * One site's configuration, keys and audit. Every change raises the site's version by one. The object of the reserved
 * name keeps what belongs to the instance: which sites there are, and a stopped clock.
 */
export class Site extends SiteObject implements SiteRpc, InstanceRpc {
  async snapshot(): Promise<SiteSnapshot | null> {
    return this.exists ? this.read() : null;
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
    if (audiencesNaming(id, definitionsOf(current)).length > 0) return { kind: "in_use" };
    return this.done(actor, "audience.delete", id, null, () => this.writeRules("audience", id, null));
  }

  async putChannel(id: string, channel: ChannelDocument, actor: string): Promise<SiteWrite<StoredChannel>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    const isNew = current.channels.every((known) => known.id !== id);
    if (isNew && current.channels.length >= CHANNELS_PER_SITE_MAX) return { kind: "limit" };
    const snapshot = this.change(actor, "channel.put", id, channel, () =>
      this.write("channel", id, JSON.stringify(channel)),
    );
    return { kind: "done", value: written(snapshot.channels, id), snapshot };
  }

  async deleteChannel(id: string, actor: string): Promise<SiteWrite<null>> {
    const current = this.read();
    if (current === null || this.config.read("channel", id) === null) return { kind: "absent" };
    if (audiencesNotifying(id, definitionsOf(current)).length > 0) return { kind: "in_use" };
    return this.done(actor, "channel.delete", id, null, () => this.write("channel", id, null));
  }

  async putRegionRules(rules: readonly RegionRule[], actor: string): Promise<SiteWrite<PendingRules | null>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    if (current.configuration.consent.approval) return this.#proposeRegionRules(rules, actor);
    const put = this.done(actor, "consent_rules.put", ONLY, rules, () => this.#writeRegionRules(rules));
    await this.#armStart();
    return put;
  }

  async ruleChanges(): Promise<RuleChanges> {
    return { version: this.#regionRulesVersion(), pending: this.pendingRules.list() };
  }

  async approveRegionRules(change: string, actor: string): Promise<RuleApproval> {
    const pending = this.exists ? this.pendingRules.find(change) : null;
    if (pending === null) return { kind: "absent" };
    if (pending.by === actor) return { kind: "own" };
    if (pending.basedOn !== this.#regionRulesVersion()) return { kind: "outdated" };
    const approved = this.done(actor, "consent_rules.approve", change, pending, () => {
      this.pendingRules.remove(change);
      this.#writeRegionRules(pending.rules);
    });
    await this.#armStart();
    return approved;
  }

  async withdrawRegionRules(change: string, actor: string): Promise<SiteWrite<null>> {
    const pending = this.exists ? this.pendingRules.find(change) : null;
    if (pending === null) return { kind: "absent" };
    return this.done(actor, "consent_rules.withdraw", change, pending, () =>
      this.pendingRules.remove(change),
    );
  }

  async settle(): Promise<SiteSnapshot | null> {
    const current = this.exists ? this.read() : null;
    if (current === null) return null;
    const now = clock.now();
    const hasStarted = startsBetween(current.regionRules, this.meta.readNumber(STARTED), now);
    const settled = hasStarted ? this.#startRules(now) : current;
    // Told again after a crash: a walk that has come to a shard before does not come again.
    if (this.meta.readNumber(UNTOLD) > 0) {
      await sweepEveryShard(this.env, settled);
      this.meta.write(UNTOLD, 0);
    }
    await this.#armStart();
    return settled;
  }

  override async alarm(): Promise<void> {
    try {
      await restoreClock(this.env);
      await this.settle();
    } catch {
      await this.ctx.storage.setAlarm(Date.now() + RETRY_MS); // A failing alarm is retried six times and then gone for ever.
    }
  }

  async createKey(
    label: string,
    scopes: readonly Scope[],
    actor: string,
  ): Promise<SiteWrite<{ id: string; key: string }>> {
    if (this.keys.list().length >= KEYS_PER_SITE_MAX) return { kind: "limit" };
    const id = randomDigits().slice(0, 10);
    const key = `hk_${id}_${randomDigits()}${randomDigits()}`;
    const snapshot = this.change(actor, "key.create", id, { label, scopes }, () => {
      this.keys.add({ id, label, hash: sha256Hex(key), scopes, createdAt: clock.now() });
    });
    return { kind: "done", value: { id, key }, snapshot };
  }

  async deleteKey(id: string, actor: string): Promise<SiteWrite<null>> {
    if (this.keys.list().every((key) => key.id !== id)) return { kind: "absent" };
    return this.done(actor, "key.revoke", id, null, () => {
      this.keys.revoke(id, clock.now());
    });
  }

  async listKeys(): Promise<Omit<StoredKey, "hash">[]> {
    return this.keys.list().map(({ id, label, scopes, createdAt }) => ({ id, label, scopes, createdAt }));
  }

  /** A visitor of a new region is about to get an id: from now on walks over all shards go there too. */
  async useRegion(letter: ShardLayout["letters"][number]): Promise<SiteSnapshot> {
    const before = this.read();
    if (before === null) throw new Error("a site without configuration has no visitors");
    const { layout } = before;
    if (layout.letters.includes(letter)) return before;
    this.writeLayout(layout, { ...layout, letters: [...layout.letters, letter] });
    this.raiseVersion();
    return this.read() ?? before;
  }

  async logExport(entry: ExportLogEntry): Promise<void> {
    this.ctx.storage.sql.exec("INSERT INTO export_log (entry) VALUES (?)", JSON.stringify(entry));
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
    this.create();
    this.meta.write("probe", clock.now());
  }

  #regionRulesVersion(): number {
    return this.config.read("regions", ONLY)?.version ?? 0;
  }

  #writeRegionRules(rules: readonly RegionRule[]): void {
    this.writeRules("regions", ONLY, JSON.stringify(rules));
    this.meta.write(STARTED, clock.now());
  }

  #proposeRegionRules(rules: readonly RegionRule[], actor: string): SiteWrite<PendingRules> {
    if (this.pendingRules.list().length >= PENDING_RULES_MAX) return { kind: "limit" };
    const change = randomDigits().slice(0, 10);
    const pending = { change, by: actor, at: clock.now(), basedOn: this.#regionRulesVersion(), rules };
    const snapshot = this.change(actor, "consent_rules.propose", change, pending, () =>
      this.pendingRules.add(pending),
    );
    return { kind: "done", value: pending, snapshot };
  }

  /** A rule with a date has started: nobody changed a document, but every profile has to be evaluated again. */
  #startRules(now: number): SiteSnapshot {
    return this.change("clock", "consent_rules.start", ONLY, { at: now }, () => {
      this.raiseEverything();
      this.meta.write(UNTOLD, this.nextVersion());
      this.meta.write(STARTED, now);
    });
  }

  /** Rules start in the clock's time, alarms ring in real time: the wait is the same. */
  async #armStart(): Promise<void> {
    const next = nextStart(this.read()?.regionRules ?? [], clock.now());
    if (next === Infinity) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Date.now() + next - clock.now());
  }
}
