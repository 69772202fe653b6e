import { DurableObject } from "cloudflare:workers";
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
import type { Profile } from "../domain/profile/profile.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import { migrate } from "../storage/migrate.ts";
import { type CollectPorts, collectBatch } from "./collect.ts";
import { createParcelPorts, sendParcel, stageDelivery } from "./deliver.ts";
import { deliverNotification } from "./deliver-notification.ts";
import { explainStanding } from "./explain.ts";
import { fireDue } from "./fire-timers.ts";
import { GroupCommit } from "./group-commit.ts";
import { changesPage, countExportable, membersPage } from "./members.ts";
import { PROFILE_MIGRATIONS } from "./migrations.ts";
import { previewPage } from "./preview.ts";
import { ShardAlarm } from "./shard-alarm.ts";
import { ShardOutbox } from "./shard-outbox.ts";
import { ShardState } from "./shard-state.ts";
import { ShardSweep } from "./shard-sweep.ts";
import { stageBatch } from "./stage-batch.ts";
import { findProfile, standingsOf, viewOf } from "./views.ts";

/** Many profiles: visitors of one region, or contacts. */
export class ProfileShard extends DurableObject<Environment> implements ProfileShardRpc {
  readonly #site: string;
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: CollectPorts;
  readonly #outbox: ShardOutbox;
  readonly #sweep: ShardSweep;
  readonly #alarm: ShardAlarm;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    const [site] = (ctx.id.name ?? "").split("/");
    if (site === undefined || site === "") throw new Error("a shard is named site/region/number");
    this.#site = site;
    migrate(ctx.storage, PROFILE_MIGRATIONS);
    this.#state = new ShardState(ctx.storage.sql, site);
    this.#group = new GroupCommit(
      (work) => ctx.storage.transactionSync(work),
      () => {
        this.#state.flush();
        this.#alarm.arm();
      },
      () => this.#state.discard(),
    );
    this.#outbox = new ShardOutbox(this.#state, this.#group, async (delivery) => {
      const { snapshot } = await this.#readSite(0);
      return deliverNotification(delivery, snapshot, env.HALLEY_SECRET ?? "");
    });
    this.#alarm = new ShardAlarm(ctx, () => Math.min(this.#state.timers.next(), this.#outbox.next()));
    this.#sweep = new ShardSweep(this.#state, this.#group, {
      readRules: async (version) => (await this.#readSite(version)).rules,
      sync: () => ctx.storage.sync(),
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
      await this.#alarm.restore();
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
    const found = findProfile(this.#state, contact);
    if (found.kind === "moved") return this.#ports.shardOf(found.to).leadsTo(found.to);
    return found.kind === "absent" ? null : { contact, kinds: this.#state.secrets.kindsOf(contact) };
  }

  async lead(from: string, contact: string): Promise<void> {
    await this.#group.run(() => {
      const { profiles } = this.#state;
      if (profiles.read(from) === null) profiles.point(from, { contact, parcel: null });
    });
  }

  async keepIdentifiers(contact: string, identifiers: readonly Identifier[]): Promise<void> {
    await this.#group.run(() => {
      for (const identifier of identifiers) this.#state.secrets.keep(contact, identifier);
    });
  }

  view(id: string, siteVersion: number): Promise<Found<ProfileView>> {
    return this.#find(id, siteVersion, (profile, { rules }) =>
      viewOf(profile, rules, this.#state.quarantine.of(id), clock.now()),
    );
  }

  standings(id: string, siteVersion: number): Promise<Found<readonly AudienceStanding[]>> {
    return this.#find(id, siteVersion, (profile, { rules, snapshot }) =>
      standingsOf(profile, snapshot.audiences, rules, clock.now()),
    );
  }

  explain(
    id: string,
    audience: string,
    at: number,
    siteVersion: number,
  ): Promise<Found<StandingExplanation | null>> {
    return this.#find(id, siteVersion, (profile, site) =>
      explainStanding(profile, audience, site, at, clock.now()),
    );
  }

  async preview(request: PreviewRequest, siteVersion: number): Promise<PreviewPage> {
    return previewPage(this.#state, request, await this.#readSite(siteVersion), clock.now());
  }

  async count(audiences: readonly string[], siteVersion: number): Promise<AudienceCount[]> {
    const { rules } = await this.#readSite(siteVersion);
    await this.#fireTimers();
    if (this.#sweep.isMissing(rules)) await this.sweep(siteVersion);
    return audiences.map((audience) => ({
      ...this.#state.memberships.countOf(audience),
      ...this.#sweep.progressOf(audience, rules),
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
    if (!(await this.#sweep.begin(rules))) this.#alarm.soon();
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
    this.#alarm.arm();
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    this.ctx.waitUntil(this.#orRetry(() => this.#outbox.drain())); // A slow receiver must not hold up timers.
    await this.#orRetry(async () => {
      await this.#fireSlice();
      if (!(await this.#sweep.goOn())) this.#alarm.soon();
    });
  }

  async #orRetry(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#alarm.arm();
    } catch {
      this.#alarm.retry();
    }
  }

  async #fireTimers(): Promise<void> {
    while (this.#state.timers.next() <= clock.now()) await this.#fireSlice();
  }

  /** Fires what is due, up to a slice; parcels are sent after the transaction and stay armed until they arrived. */
  async #fireSlice(): Promise<void> {
    const { rules, snapshot } = await this.#readSite(0);
    const parcels = await this.#group.run(() => fireDue(this.#state, rules, clock.now()));
    for (const visitor of parcels) await this.#sendParcel(visitor, snapshot.version);
  }

  async #find<T>(
    id: string,
    siteVersion: number,
    read: (profile: Profile, site: CompiledSite) => T,
  ): Promise<Found<T>> {
    const site = await this.#readSite(siteVersion);
    const found = findProfile(this.#state, id);
    return found.kind === "found" ? { kind: "found", value: read(found.value, site) } : found;
  }

  #sendParcel(visitor: string, siteVersion: number): Promise<void> {
    const ports = createParcelPorts(this.#state, this.#group, (parcel) =>
      this.#ports.shardOf(parcel.contact).deliver(parcel, siteVersion),
    );
    return sendParcel(visitor, ports);
  }

  async #readSite(version: number): Promise<CompiledSite> {
    const site = await readSite(this.#site, siteObject(this.env, this.#site), version);
    if (site === null) throw new Error("a shard of a site that was never created");
    return site;
  }
}
