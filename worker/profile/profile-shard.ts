import type { BotMark } from "../../schemas/bot.ts";
import { SHARD_PIECES_MAX } from "../../schemas/limits-load.ts";
import { clock } from "../configuration/clock.ts";
import type { DeadLetterPage, Replay } from "../domain/channel/dead-letter.ts";
import type {
  AudienceCount,
  CollectOutcome,
  Delivered,
  Found,
  Identifier,
  Lead,
  Parcel,
  ProfileBatch,
  ProfileShardRpc,
  WalkProgress,
} from "../domain/rpc.ts";
import { withdrawalIn } from "../domain/batch-parts.ts";
import type { Limited } from "../domain/guard-rpc.ts";
import type { DailyResults } from "../domain/campaign/fatigue.ts";
import type { ConfirmCall, ConfirmOutcome, DecideCall, Decided } from "../domain/decide-rpc.ts";
import { BoundedWork } from "./bounded-work.ts";
import { type CollectPorts, collectBatch } from "./collect.ts";
import { stageDelivery } from "./deliver.ts";
import { fireSlice } from "./fire-slice.ts";
import { noteFailure } from "./note-failure.ts";
import { BeaconGuard } from "./beacon-guard.ts";
import { stageBatch } from "./stage-batch.ts";
import { runningIn } from "../domain/campaign/rotation.ts";
import { stageBotMark } from "./stage-bot-mark.ts";
import { stageConfirmation, stageDecision } from "./stage-decision.ts";
import { findProfile } from "./find-profile.ts";
import { passOn } from "./pass-on.ts";
import { ViewShard } from "./view-shard.ts";

/** Many profiles: visitors of one region, or contacts. */
export class ProfileShard extends ViewShard implements ProfileShardRpc {
  readonly #load = new BoundedWork(SHARD_PIECES_MAX);
  readonly #ports: CollectPorts = {
    stage: (batch, contact, site) =>
      this.group.run(() => stageBatch(this.state, batch, contact, site, clock.now())),
    isShared: (visitor) => this.state.profiles.read(visitor)?.head.isShared ?? false,
    botSignal: (batch) => {
      const mark = this.state.profiles.read(batch.profile)?.head.bot ?? batch.bot ?? null;
      return mark === "cleared" ? null : mark;
    },
    sendParcel: (visitor, version) => this.sendParcel(visitor, version),
    shardOf: (profile) => this.shardOf(profile),
  };

  readonly #beacons = new BeaconGuard();

  collect(batches: readonly ProfileBatch[], siteVersion: number): Promise<CollectOutcome[]> {
    return this.#load.run(batches.length, async () => {
      const site = await this.readSite(siteVersion);
      return Promise.all(batches.map((batch) => collectBatch(batch, site, this.#ports)));
    });
  }

  collectBeacon(batch: ProfileBatch, siteVersion: number): Promise<CollectOutcome | Limited> {
    return this.#load.run(1, async () => {
      const site = await this.readSite(siteVersion);
      const { profile_events_per_minute: perMinute } = site.snapshot.configuration.guards;
      const limited = this.#beacons.limit(batch, perMinute);
      if (limited === null) return collectBatch(batch, site, this.#ports);
      const withdrawal = withdrawalIn(batch);
      if (withdrawal !== null) await collectBatch(withdrawal, site, this.#ports);
      return limited;
    });
  }

  decide(call: DecideCall, siteVersion: number): Promise<Decided> {
    return this.#load.run(1, () => this.#decide(call, siteVersion));
  }

  async #decide(call: DecideCall, siteVersion: number): Promise<Decided> {
    const site = await this.readSite(siteVersion);
    await this.totals.prepare(runningIn(site.snapshot.campaigns, call.placements, clock.now()), clock.now());
    const staged = await this.group.run(() => stageDecision(this.state, call, site, clock.now()));
    if (staged.kind === "done") return staged.value;
    return passOn(this.#ports.shardOf(staged.to).decide({ ...call, profile: staged.to }, siteVersion));
  }

  confirm(call: ConfirmCall, siteVersion: number): Promise<ConfirmOutcome> {
    return this.#load.run(1, () => this.#confirm(call, siteVersion));
  }

  async #confirm(call: ConfirmCall, siteVersion: number): Promise<ConfirmOutcome> {
    const site = await this.readSite(siteVersion);
    const staged = await this.group.run(() => stageConfirmation(this.state, call, site, clock.now()));
    if (staged.kind === "done") return staged.value;
    return passOn(this.#ports.shardOf(staged.to).confirm({ ...call, profile: staged.to }, siteVersion));
  }

  async creativeResults(campaign: string): Promise<readonly DailyResults[]> {
    return this.state.results.of(campaign);
  }

  async deliver(parcel: Parcel, siteVersion: number): Promise<Delivered> {
    const { rules } = await this.readSite(siteVersion);
    return this.group.run(() => stageDelivery(this.state, parcel, rules, clock.now()));
  }

  async leadsTo(contact: string): Promise<Lead | null> {
    const found = findProfile(this.state, contact);
    if (found.kind === "moved") return passOn(this.#ports.shardOf(found.to).leadsTo(found.to));
    return found.kind === "absent" ? null : { contact, kinds: this.state.secrets.kindsOf(contact) };
  }

  async lead(from: string, contact: string): Promise<void> {
    await this.group.run(() => {
      const { profiles } = this.state;
      // A history that is on its way leads there already, and must arrive.
      const isOnItsWay = profiles.pointer(from)?.parcel != null;
      if (!isOnItsWay && profiles.read(from) === null) profiles.point(from, { contact, parcel: null });
    });
  }

  async keepIdentifiers(contact: string, identifiers: readonly Identifier[]): Promise<void> {
    await this.group.run(() => {
      const { profiles, secrets, tombstones } = this.state;
      // What is said of somebody who was erased meanwhile comes too late.
      if (profiles.read(contact) === null && tombstones.erasedAt(contact, clock.now()) !== null) return;
      for (const identifier of identifiers) secrets.keep(contact, identifier);
    });
  }

  async markBot(
    id: string,
    mark: Extract<BotMark, "operator" | "cleared">,
    siteVersion: number,
  ): Promise<Found<BotMark>> {
    const { rules } = await this.readSite(siteVersion);
    return this.group.run(() => stageBotMark(this.state, id, mark, rules, clock.now()));
  }

  async count(audiences: readonly string[], siteVersion: number): Promise<AudienceCount[]> {
    const { rules } = await this.readSite(siteVersion);
    await this.fireTimers();
    if (this.walk.isMissing(rules)) await this.sweep(siteVersion);
    return audiences.map((audience) => ({
      ...this.state.memberships.countOf(audience),
      ...this.walk.progressOf(audience, rules),
    }));
  }

  async rulesProgress(siteVersion: number): Promise<WalkProgress> {
    const { rules } = await this.readSite(siteVersion);
    if (this.walk.isMissing(rules)) await this.sweep(siteVersion);
    return this.walk.progressOfRules(rules);
  }

  async sweep(siteVersion: number): Promise<void> {
    const { rules } = await this.readSite(siteVersion);
    if (!(await this.walk.begin(rules))) this.alarms.soon();
  }

  async deadLetters(channel: string, limit: number): Promise<DeadLetterPage> {
    return this.state.deadLetters.page(channel, limit);
  }

  async replayDeadLetters(channel: string, ids: readonly string[] | null): Promise<Replay> {
    return this.outbox.replay(channel, ids);
  }

  async forgetChannel(channel: string): Promise<void> {
    await this.outbox.forget(channel);
  }

  async settle(): Promise<void> {
    await this.fireTimers();
    await this.walk.finish();
    await this.retention.finish();
    await this.outbox.drain();
    await this.pushes.drain();
    this.alarms.arm();
  }

  override async alarm(): Promise<void> {
    this.alarms.rang();
    this.ctx.waitUntil(this.alarms.run("pushes", () => this.pushes.drain()));
    this.ctx.waitUntil(this.alarms.run("outbox", () => this.outbox.drain())); // A slow receiver must not hold up timers.
    await this.alarms.run("timers", () => this.#fireSlice());
    await this.alarms.run("sweep", async () => {
      if (!(await this.walk.goOn())) this.alarms.soon();
    });
    await this.alarms.run("retention", () => this.retention.goOn());
  }

  protected override async fireTimers(): Promise<void> {
    while (this.state.timers.next() <= clock.now()) await this.#fireSlice();
  }

  /** Fires what is due, up to a slice; parcels and erasures go on after the transaction and stay armed until they are done. */
  async #fireSlice(): Promise<void> {
    const { rules, snapshot } = await this.readSite(0);
    const fired = await fireSlice(this.state, this.group, rules, clock.now());
    const { version } = snapshot;
    for (const visitor of fired.parcels) await this.#orLater(() => this.sendParcel(visitor, version));
    for (const receipt of fired.erasures) await this.#orLater(() => this.erasures.goOn(receipt));
    for (const merge of fired.reversals) await this.#orLater(() => this.goOnUnmerging(merge, version));
    for (const timer of fired.refusals) await this.#orLater(() => this.tellRefusal(timer, version));
  }

  /** Its timer is armed again already: a step that fails must not keep others from being tried. */
  async #orLater(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      await this.group.run(() => noteFailure(this.state, "timers", error, clock.now()));
    }
  }
}
