import { clock } from "../configuration/clock.ts";
import { shardOfProfile } from "../configuration/objects.ts";
import type { Merged, MergeShardRpc, Returned, SinceMerge, Unmerged } from "../domain/merge-rpc.ts";
import { decodeProfile } from "../domain/profile/codec.ts";
import type { Parcel, ProfileShardRpc } from "../domain/rpc.ts";
import { createParcelPorts, sendParcel } from "./deliver.ts";
import { HitShard } from "./hit-shard.ts";
import {
  refusedAfter,
  stageCancel,
  stageMerge,
  stagePurge,
  stageRestore,
  stageReturn,
  stageReversal,
} from "./stage-merge.ts";
import type { Timer } from "./timer-store.ts";
import { stageTrust, stageVouching } from "./stage-vouching.ts";

/** The part of a shard that moves profiles: visitors into contacts, contacts into contacts and back. */
export abstract class IdentityShard extends HitShard implements MergeShardRpc {
  async vouch(visitor: string, contact: string, siteVersion: number): Promise<boolean> {
    const { rules } = await this.readSite(siteVersion);
    const lead = await this.shardOf(contact).leadsTo(contact);
    if (lead === null) return false;
    const staged = await this.group.run(() =>
      stageVouching(this.state, visitor, lead.contact, rules, clock.now()),
    );
    if (staged.kind === "none") return false;
    const isDue = staged.kind === "packed" || staged.isParcelDue;
    if (isDue && (await this.sendParcel(visitor, siteVersion)) !== null) return false;
    if (staged.kind === "packed") return true;
    const holder = await this.shardOf(staged.to).leadsTo(staged.to);
    if (holder?.contact !== lead.contact) return false;
    await this.shardOf(lead.contact).trustBrowser(lead.contact, visitor);
    return true;
  }

  async trustBrowser(contact: string, visitor: string): Promise<void> {
    await this.group.run(() => stageTrust(this.state, contact, visitor));
  }

  async mergeContact(merge: string, from: string, into: string, siteVersion: number): Promise<Merged> {
    const { rules } = await this.readSite(siteVersion);
    const isPacked = await this.group.run(() =>
      stageMerge(this.state, { merge, from, into }, rules, clock.now()),
    );
    if (!isPacked) return { kind: this.state.profiles.pointer(from) === null ? "absent" : "conflict" };
    try {
      await this.sendParcel(from, siteVersion);
    } catch {
      // It is certain to happen: the alarm delivers what could not be delivered now.
    }
    const kept = this.state.merges.read(merge);
    return kept === null ? { kind: "conflict" } : { kind: "done", contact: kept.target };
  }

  async mergeOf(contact: string): Promise<string | null> {
    return this.state.merges.of(contact);
  }

  async unmergeContact(merge: string, siteVersion: number): Promise<Unmerged> {
    const kept = this.state.merges.read(merge);
    if (kept === null) return { kind: "unknown" };
    if (kept.isUndone) return { kind: "done", contact: kept.origin };
    if (kept.original === null) return { kind: "expired" };
    // What never arrived cannot be given back; where it was cancelled meanwhile there is nothing to undo.
    await this.sendParcel(kept.origin, siteVersion);
    await this.group.run(() => {
      const present = this.state.merges.read(merge);
      if (present !== null && !present.isUndone) stageReversal(this.state, present, clock.now());
    });
    return this.goOnUnmerging(merge, siteVersion);
  }

  async purgeOriginal(merge: string, since: SinceMerge, siteVersion: number): Promise<void> {
    const { rules } = await this.readSite(siteVersion);
    const earlier = await this.group.run(() => stagePurge(this.state, merge, since, rules, clock.now()));
    for (const { merge: before, origin } of earlier) {
      await this.shardOf(origin).purgeOriginal(before, since, siteVersion);
    }
  }

  /** Tells the shard of an original what was refused since; it is told again until that has worked. */
  protected async tellRefusal(timer: Timer, siteVersion: number): Promise<void> {
    const merge = timer.profile;
    const origin = this.state.merges.takeover(merge)?.origin;
    const since = refusedAfter(this.state, merge);
    if (origin !== undefined && since !== null) {
      await this.shardOf(origin).purgeOriginal(merge, since, siteVersion);
    }
    await this.group.run(() => this.state.timers.disarm(timer));
  }

  async returnTaken(merge: string, siteVersion: number): Promise<Returned> {
    const { rules } = await this.readSite(siteVersion);
    return this.group.run(() => stageReturn(this.state, merge, rules, clock.now()));
  }

  /** The steps of a reversal that has begun, each of which may be repeated. */
  protected async goOnUnmerging(merge: string, siteVersion: number): Promise<Unmerged> {
    const { rules } = await this.readSite(siteVersion);
    const kept = this.state.merges.read(merge);
    if (kept === null) return { kind: "unknown" };
    if (kept.isUndone) return { kind: "done", contact: kept.origin };
    const returned = await this.shardOf(kept.target).returnTaken(merge, siteVersion);
    return this.group.run((): Unmerged => {
      const present = this.state.merges.read(merge);
      // The alarm and the request may both be at it.
      if (present === null || present.isUndone) return { kind: "done", contact: kept.origin };
      if (returned.kind === "covered") this.state.merges.markReversing(merge, false);
      else stageRestore(this.state, present, returned.since, rules, clock.now());
      return returned.kind === "covered" ? { kind: "covered" } : { kind: "done", contact: kept.origin };
    });
  }

  /** A contact that moves goes on in its journeys by versions that its new shard may never have seen. */
  #withFollowed(parcel: Parcel): Parcel {
    if (parcel.merge === undefined) return parcel;
    const { instances } = decodeProfile(parcel.visitor).history.outreach.journeys;
    return { ...parcel, followed: this.state.journeyVersions.followed(instances) };
  }

  protected shardOf(profile: string): ProfileShardRpc {
    return shardOfProfile(this.env, this.site, profile);
  }

  /** Resolves with when the contact was erased, where the parcel was refused for that. */
  protected async sendParcel(profile: string, siteVersion: number): Promise<number | null> {
    const { rules } = await this.readSite(siteVersion);
    const ports = createParcelPorts(this.state, this.group, {
      deliver: (parcel) => this.shardOf(parcel.contact).deliver(this.#withFollowed(parcel), siteVersion),
      cancel: (origin) => stageCancel(this.state, origin, rules, clock.now()),
    });
    return sendParcel(profile, ports);
  }
}
