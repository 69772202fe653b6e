import { clock } from "../configuration/clock.ts";
import { shardOfProfile } from "../configuration/objects.ts";
import type { HitShardRpc } from "../domain/hit-rpc.ts";
import type { JourneyProgress } from "../domain/journey/journey-progress.ts";
import { type CartContents, cartContents } from "../domain/outreach/cart-contents.ts";
import type { Hit } from "../domain/outreach/hits.ts";
import { type ProfileContext, profileContext } from "../domain/outreach/message-context.ts";
import type { DailyMessageResults } from "../domain/outreach/message-results.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { Found } from "../domain/rpc.ts";
import { MessagingShard } from "./messaging-shard.ts";
import { queuedMessages } from "./queued-messages.ts";
import { stageHit } from "./stage-hits.ts";
import { findProfile } from "./find-profile.ts";

/** The part of a shard that hears of the links of messages. */
export abstract class HitShard extends MessagingShard implements HitShardRpc {
  async hearHit(hit: Hit, siteVersion: number): Promise<void> {
    const moved = await this.group.run(() => {
      const found = findProfile(this.state, hit.ref.contact);
      if (found.kind === "found") stageHit(this.state, hit, clock.now());
      return found.kind === "moved" ? found.to : null;
    });
    if (moved === null) return;
    const ref = { ...hit.ref, contact: moved };
    await shardOfProfile(this.env, this.site, moved).hearHit({ ...hit, ref }, siteVersion);
  }

  async cart(contact: string, cart: string | null): Promise<Found<CartContents | null>> {
    return this.#read(contact, ({ history }) => cartContents(history.log, cart));
  }

  async profileContext(contact: string, cart: string | null): Promise<Found<ProfileContext>> {
    return this.#read(contact, (profile) => profileContext(profile, cart));
  }

  async messageResults(journey: string): Promise<readonly DailyMessageResults[]> {
    return this.state.messageResults.of(journey);
  }

  async journeyProgress(journey: string): Promise<JourneyProgress> {
    return {
      results: this.state.messageResults.of(journey),
      passages: this.state.journeyPassages.of(journey),
      underWay: this.state.journeyRuns.countOf(journey),
      queued: queuedMessages(this.state.sql, journey),
    };
  }

  #read<T>(id: string, read: (profile: Profile) => T): Found<T> {
    const found = findProfile(this.state, id);
    return found.kind === "found" ? { kind: "found", value: read(found.value) } : found;
  }
}
