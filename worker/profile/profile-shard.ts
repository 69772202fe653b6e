import { DurableObject } from "cloudflare:workers";
import { SWEEP_SLICES_PER_ALARM } from "../../schemas/limits.ts";
import { clock } from "../configuration/clock.ts";
import type { Environment } from "../configuration/environment.ts";
import { restoreClock } from "../configuration/manual-clock.ts";
import { shardOfProfile, siteObject } from "../configuration/objects.ts";
import { readSite } from "../configuration/site-memo.ts";
import type { DeadLetterPage, Replay } from "../domain/channel/dead-letter.ts";
import type {
  AudienceCount,
  AudienceStanding,
  ChangesPage,
  ChangesRequest,
  CollectOutcome,
  Delivered,
  Found,
  Identifier,
  Lead,
  MembersPage,
  MembersRequest,
  Parcel,
  PreviewPage,
  PreviewRequest,
  ProfileBatch,
  ProfileShardRpc,
  ProfileView,
  StandingExplanation,
} from "../domain/rpc.ts";
import { changedIn } from "../domain/site-rules.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import { migrate } from "../storage/migrate.ts";
import { type CollectPorts, collectBatch } from "./collect.ts";
import { sendParcel, stageDelivery } from "./deliver.ts";
import { deliverNotification } from "./deliver-notification.ts";
import { explainStanding } from "./explain.ts";
import { fireDue } from "./fire-timers.ts";
import { GroupCommit } from "./group-commit.ts";
import { changesPage, countExportable, membersPage } from "./members.ts";
import { PROFILE_MIGRATIONS } from "./migrations.ts";
import { compilePreview, previewPage } from "./preview.ts";
import { ShardOutbox } from "./shard-outbox.ts";
import { ShardState } from "./shard-state.ts";
import { stageBatch } from "./stage-batch.ts";
import { beginSweep, sweepProgress, sweepSlice } from "./sweep.ts";
import { findProfile, standingsOf, viewOf } from "./views.ts";

/** After a failed alarm the next try waits this long. */
const ALARM_RETRY_MS = 5_000;

/** One durable object that holds many profiles: visitors of one region, or contacts. */
export class ProfileShard extends DurableObject<Environment> implements ProfileShardRpc {
  readonly #site: string;
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: CollectPorts;
  readonly #outbox: ShardOutbox;
  #alarmAt = Infinity;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    const [site] = (ctx.id.name ?? "").split("/");
    if (site === undefined || site === "") throw new Error("a shard is named site/region/number");
    this.#site = site;
    migrate(ctx.storage, PROFILE_MIGRATIONS);
    this.#state = new ShardState(ctx.storage.sql, site);
    this.#group = new GroupCommit(
      (work) => ctx.storage.transactionSync(work),
      () => this.#flush(),
      () => this.#state.discard(),
    );
    this.#outbox = new ShardOutbox(this.#state, this.#group, async (delivery) => {
      const { snapshot } = await this.#readSite(0);
      return deliverNotification(delivery, snapshot, env.HALLEY_SECRET ?? "");
    });
    this.#ports = {
      stage: (batch, contact, { rules }) =>
        this.#group.run(() => stageBatch(this.#state, batch, contact, rules, clock.now())),
      isShared: (visitor) => this.#state.profiles.read(visitor)?.head.isShared ?? false,
      sendParcel: (visitor, version) => this.#sendParcel(visitor, version),
      shardOf: (profile) => shardOfProfile(env, site, profile),
    };
    void ctx.blockConcurrencyWhile(async () => {
      await restoreClock(env);
      this.#alarmAt = (await ctx.storage.getAlarm()) ?? Infinity;
    });
  }

  async collect(batches: readonly ProfileBatch[], siteVersion: number): Promise<CollectOutcome[]> {
    const site = await this.#readSite(siteVersion);
    return Promise.all(batches.map((batch) => collectBatch(batch, site, this.#ports)));
  }

  async deliver(parcel: Parcel, siteVersion: number): Promise<Delivered> {
    const { rules } = await this.#readSite(siteVersion);
    return this.#group.run(() => stageDelivery(this.#state, parcel, rules, clock.now()));
  }

  async leadsTo(contact: string): Promise<Lead | null> {
    const pointer = this.#state.profiles.pointer(contact);
    if (pointer !== null) return this.#ports.shardOf(pointer.contact).leadsTo(pointer.contact);
    if (this.#state.profiles.read(contact) === null) return null;
    return { contact, kinds: this.#state.secrets.kindsOf(contact) };
  }

  async lead(from: string, contact: string): Promise<void> {
    await this.#group.run(() => {
      if (this.#state.profiles.read(from) === null)
        this.#state.profiles.point(from, { contact, parcel: null });
    });
  }

  async keepIdentifiers(contact: string, identifiers: readonly Identifier[]): Promise<void> {
    await this.#group.run(() => {
      for (const identifier of identifiers) this.#state.secrets.keep(contact, identifier);
    });
  }

  async view(profile: string, siteVersion: number): Promise<Found<ProfileView>> {
    const { rules } = await this.#readSite(siteVersion);
    const found = findProfile(this.#state, profile);
    if (found.kind !== "found") return found;
    const refused = this.#state.quarantine.of(profile);
    return { kind: "found", value: viewOf(found.value, rules, refused, clock.now()) };
  }

  async standings(profile: string, siteVersion: number): Promise<Found<readonly AudienceStanding[]>> {
    const { rules, snapshot } = await this.#readSite(siteVersion);
    const found = findProfile(this.#state, profile);
    if (found.kind !== "found") return found;
    return { kind: "found", value: standingsOf(found.value, snapshot.audiences, rules, clock.now()) };
  }

  async explain(
    profile: string,
    audience: string,
    at: number,
    siteVersion: number,
  ): Promise<Found<StandingExplanation | null>> {
    const site = await this.#readSite(siteVersion);
    const found = findProfile(this.#state, profile);
    if (found.kind !== "found") return found;
    return { kind: "found", value: explainStanding(found.value, audience, site, at, clock.now()) };
  }

  async preview(request: PreviewRequest, siteVersion: number): Promise<PreviewPage> {
    const site = await this.#readSite(siteVersion);
    return previewPage(this.#state, request, compilePreview(request, site), site, clock.now());
  }

  async count(audiences: readonly string[], siteVersion: number): Promise<AudienceCount[]> {
    const { rules } = await this.#readSite(siteVersion);
    await this.#fireTimers();
    return audiences.map((audience) => ({
      members: this.#state.memberships.size(audience),
      head: this.#state.memberships.head(audience),
      oldest: this.#state.memberships.oldest(audience),
      ...sweepProgress(this.#state, changedIn(rules, audience)),
    }));
  }

  async countExportable(audience: string, siteVersion: number): Promise<number> {
    const { rules } = await this.#readSite(siteVersion);
    return countExportable(this.#state, audience, rules, clock.now());
  }

  async members(request: MembersRequest, siteVersion: number): Promise<MembersPage> {
    const { rules } = await this.#readSite(siteVersion);
    return membersPage(this.#state, request, rules, clock.now());
  }

  async changes(request: ChangesRequest, siteVersion: number): Promise<ChangesPage> {
    const { rules } = await this.#readSite(siteVersion);
    return changesPage(this.#state, request, rules, clock.now());
  }

  async sweep(siteVersion: number): Promise<void> {
    const { rules } = await this.#readSite(siteVersion);
    await this.#group.run(() => {
      beginSweep(this.#state, rules.version);
      if (!sweepSlice(this.#state, rules, clock.now())) this.#wakeAt(Date.now());
    });
  }

  async deadLetters(channel: string, limit: number): Promise<DeadLetterPage> {
    return this.#state.deadLetters.page(channel, limit);
  }

  async replayDeadLetters(channel: string, ids: readonly string[] | null): Promise<Replay> {
    return this.#outbox.replay(channel, ids);
  }

  async forgetChannel(channel: string): Promise<void> {
    await this.#outbox.forget(channel);
  }

  async settle(): Promise<void> {
    await this.#fireTimers();
    await this.#outbox.drain();
    this.#armAlarm();
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = Infinity;
    // Not waited for: a slow receiver must not hold up timers. If the shard dies, the alarm armed below comes back.
    this.ctx.waitUntil(this.#sendDue());
    try {
      await this.#fireSlice();
      if (!(await this.#sweepSlices())) this.#wakeAt(Date.now());
      this.#armAlarm();
    } catch {
      // A failing alarm is retried six times and then gone for ever; this one always comes back.
      this.#wakeAt(Date.now() + ALARM_RETRY_MS);
    }
  }

  async #fireTimers(): Promise<void> {
    while (this.#state.timers.next() <= clock.now()) await this.#fireSlice();
  }

  async #sendDue(): Promise<void> {
    try {
      await this.#outbox.drain();
      this.#armAlarm();
    } catch {
      this.#wakeAt(Date.now() + ALARM_RETRY_MS);
    }
  }

  /** Fires what is due, up to a slice; parcels are sent after the transaction and stay armed until they arrived. */
  async #fireSlice(): Promise<void> {
    const { rules, snapshot } = await this.#readSite(0);
    const parcels = await this.#group.run(() => fireDue(this.#state, rules, clock.now()));
    for (const visitor of parcels) await this.#sendParcel(visitor, snapshot.version);
  }

  /** Some slices of a walk, each a transaction of its own. Returns whether the walk is over. */
  async #sweepSlices(): Promise<boolean> {
    for (let slice = 0; slice < SWEEP_SLICES_PER_ALARM; slice += 1) {
      const { rules } = await this.#readSite(this.#state.sweeps.read().version);
      if (await this.#group.run(() => sweepSlice(this.#state, rules, clock.now()))) return true;
    }
    return false;
  }

  async #sendParcel(visitor: string, siteVersion: number): Promise<void> {
    await sendParcel(visitor, {
      waiting: (id) => {
        const parcel = this.#state.profiles.pointer(id)?.parcel ?? null;
        return parcel === null ? null : (JSON.parse(parcel) as Parcel);
      },
      deliver: (parcel) => this.#ports.shardOf(parcel.contact).deliver(parcel, siteVersion),
      markDelivered: (id, contact) =>
        this.#group.run(() => this.#state.profiles.point(id, { contact, parcel: null })),
    });
  }

  async #readSite(version: number): Promise<CompiledSite> {
    const site = await readSite(this.#site, siteObject(this.env, this.#site), version);
    if (site === null) throw new Error("a shard of a site that was never created");
    return site;
  }

  #flush(): void {
    this.#state.flush();
    this.#armAlarm();
  }

  /** Timers and messages are in the clock's time, alarms in real time: the wait is the same. */
  #armAlarm(): void {
    const next = Math.min(this.#state.timers.next(), this.#outbox.next());
    if (next !== Infinity) this.#wakeAt(Date.now() + Math.max(0, next - clock.now()));
  }

  #wakeAt(at: number): void {
    if (at >= this.#alarmAt) return;
    this.#alarmAt = at;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(at));
  }
}
