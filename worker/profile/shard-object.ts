import { DurableObject } from "cloudflare:workers";
import type { Environment } from "../configuration/environment.ts";
import { restoreClock } from "../configuration/manual-clock.ts";
import { clock } from "../configuration/clock.ts";
import { shardObject, shardOfProfile, siteObject } from "../configuration/objects.ts";
import { readSite } from "../configuration/site-memo.ts";
import { conversionIn, type ConversionOrder } from "../domain/conversion/conversion-order.ts";
import { contactShards } from "../domain/identity/shard-layout.ts";
import { orderIn } from "../domain/journey/message-order.ts";
import { askedToConfirm, isUnconfirmed } from "../domain/outreach/confirmation.ts";
import type { EraseOrder } from "../domain/privacy/erasure.ts";
import { isBot } from "../domain/profile/bot-mark.ts";
import type { ProfileShardRpc } from "../domain/rpc.ts";
import type { CompiledSite, SiteSnapshot } from "../domain/site-snapshot.ts";
import type { Delivery, Outcome } from "../outbox/delivery.ts";
import { inboxEntryOf } from "../outbox/inbox-entry-of.ts";
import { migrate } from "../storage/migrate.ts";
import { onWritable } from "../storage/on-writable.ts";
import { type ChannelSender, createChannelSender } from "./channel-sender.ts";
import { deliverConversion } from "./conversion/deliver-conversion.ts";
import { sendConversionOrder } from "./conversion/send-conversion-order.ts";
import { deliverNotification } from "./deliver-notification.ts";
import { deliverOrder } from "./deliver-order.ts";
import { addressesFor, createIsHome } from "./erasure/addresses.ts";
import { ShardErasures } from "./erasure/shard-erasures.ts";
import { GroupCommit } from "./group-commit.ts";
import { createDestinationPorts, openDestination } from "./destination-ports.ts";
import { PROFILE_MIGRATIONS } from "./migrations.ts";
import { ShardPushes } from "./push/shard-pushes.ts";
import { ShardAlarm } from "./shard-alarm.ts";
import { existingProfiles, ShardRetention } from "./shard-retention.ts";
import { ShardOutbox } from "./shard-outbox.ts";
import { type MessageDesk, sendConfirmation, sendOrder } from "./send-order.ts";
import { stagePushGone } from "./stage-messaging.ts";
import { ShardState } from "./shard-state.ts";
import { ShardSweep } from "./shard-sweep.ts";
import { ShardTotals } from "./shard-totals.ts";

/** What every shard is made of: its tables, one transaction for all that waits, and its background work. */
export abstract class ShardObject extends DurableObject<Environment> {
  protected readonly site: string;
  protected readonly state: ShardState;
  protected readonly group: GroupCommit;
  protected readonly outbox: ShardOutbox;
  protected readonly pushes: ShardPushes;
  protected readonly walk: ShardSweep;
  protected readonly erasures: ShardErasures;
  protected readonly retention: ShardRetention;
  protected readonly totals: ShardTotals;
  protected readonly alarms: ShardAlarm;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    const name = ctx.id.name ?? "";
    const [site] = name.split("/");
    if (site === undefined || site === "") throw new Error("a shard is named site/region/number");
    this.site = site;
    migrate(ctx.storage, PROFILE_MIGRATIONS);
    this.state = new ShardState(ctx.storage.sql, site, env.HALLEY_SECRET ?? "");
    this.group = new GroupCommit(
      (work) => onWritable(ctx, () => ctx.storage.transactionSync(work)),
      () => {
        this.state.flush();
        this.alarms.arm();
      },
      () => this.state.discard(),
    );
    this.outbox = new ShardOutbox(this.state, this.group, {
      deliver: (delivery) => this.#deliver(delivery),
      readRules: async () => (await this.readSite(0)).rules,
    });
    this.pushes = new ShardPushes(this.state, this.group, {
      readSite: (version) => this.readSite(version),
      open: ({ snapshot }, destination) => openDestination(env, snapshot, destination),
      sizeOf: async ({ snapshot }, destination) => {
        const asked = contactShards(snapshot.layout).map((address) =>
          shardObject(env, site, address).pushSize(destination, snapshot.version),
        );
        return (await Promise.all(asked)).reduce((sum, size) => sum + size, 0);
      },
      platform: createDestinationPorts(env),
    });
    this.alarms = new ShardAlarm(ctx, {
      timers: () => this.state.timers.next(),
      outbox: () => this.outbox.next(),
      pushes: () => this.pushes.next(),
      retention: () => this.retention.next(),
    });
    this.walk = new ShardSweep(this.state, this.group, {
      readRules: async (version) => (await this.readSite(version)).rules,
      sync: () => ctx.storage.sync(),
    });
    const shard = { state: this.state, name, isHomeOf: createIsHome(site, name) };
    const askAll = async <T>(
      order: EraseOrder,
      ask: (peer: ProfileShardRpc, siteVersion: number) => Promise<T>,
    ): Promise<T[]> => {
      const { snapshot } = await this.readSite(0);
      const peers = addressesFor(order, snapshot.layout).map((address) => shardObject(env, site, address));
      return Promise.all(peers.map((peer) => ask(peer, snapshot.version)));
    };
    this.erasures = new ShardErasures(shard, this.group, {
      findRelated: async (order) => (await askAll(order, (peer) => peer.relatedHere(order))).flat(),
      askShards: (order) => askAll(order, (peer, version) => peer.eraseHere(order, version)),
    });
    this.retention = new ShardRetention(this.state, this.group, {
      readRules: async () => (await this.readSite(0)).rules,
      sync: () => ctx.storage.sync(),
      existing: (ids) => existingProfiles(ids, (id) => shardOfProfile(env, this.site, id)),
    });
    this.totals = new ShardTotals(this.state.totals, this.group, (campaign) =>
      siteObject(env, site).leaseTotal(campaign),
    );
    void ctx.blockConcurrencyWhile(async () => {
      await restoreClock(env);
      await this.alarms.restore();
      // The platform gives up an alarm that has failed six times, and what a reset object had set may not be on disk.
      this.alarms.arm();
      if (this.state.sweeps.read().after !== null) this.alarms.soon();
    });
  }

  async #deliver(delivery: Delivery): Promise<Outcome> {
    const site = await this.readSite(0);
    const conversion = conversionIn(delivery.body);
    if (conversion !== null) return this.#deliverConversion(conversion, site);
    const desk = this.#deskOf(site);
    const order = orderIn(delivery.body);
    if (order !== null) {
      return deliverOrder(this.state, order, site, desk.now, {
        forward: (moved) =>
          shardOfProfile(this.env, this.site, moved.contact).takeOrder(
            moved,
            this.state.journeyVersions.followed([moved])[0] ?? null,
          ),
        send: (wanted, send, profile) => sendOrder(wanted, send, profile, desk),
      });
    }
    const asked = askedToConfirm(delivery.body);
    if (asked === null) return deliverNotification(delivery, desk.sender);
    const profile = this.state.profiles.read(asked);
    const isOpen = profile !== null && !isBot(profile.head) && isUnconfirmed(profile.history.outreach);
    return isOpen ? sendConfirmation(delivery.id, profile, desk) : { kind: "unwanted" };
  }

  #deliverConversion(order: ConversionOrder, { snapshot, rules }: CompiledSite): Promise<Outcome> {
    const now = clock.now();
    const desk = { env: this.env, snapshot, state: this.state, now };
    return deliverConversion(this.state, order, rules, now, {
      forward: (moved) => shardOfProfile(this.env, this.site, moved.profile).takeConversion(moved),
      send: (ready) => sendConversionOrder(ready, desk),
    });
  }

  protected senderOf(snapshot: SiteSnapshot): ChannelSender {
    return createChannelSender(snapshot, this.env, (message) =>
      this.group.run(() => this.state.inbox.add(inboxEntryOf(message, clock.now()))),
    );
  }

  #deskOf({ snapshot }: CompiledSite): MessageDesk {
    return {
      sender: this.senderOf(snapshot),
      secrets: this.state.secrets,
      root: this.env.HALLEY_SECRET ?? "",
      now: clock.now(),
      forgetSubscriber: async (contact, subscriber) => {
        await this.group.run(() => {
          const profile = this.state.profiles.read(contact);
          if (profile !== null) stagePushGone(this.state, profile, subscriber);
        });
      },
    };
  }

  protected async readSite(version: number): Promise<CompiledSite> {
    const site = await readSite(this.site, () => siteObject(this.env, this.site), { version });
    if (site === null) throw new Error("a shard of a site that was never created");
    return site;
  }
}
