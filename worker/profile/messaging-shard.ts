import { clock } from "../configuration/clock.ts";
import { shardOfProfile } from "../configuration/objects.ts";
import type { InboxEntry } from "../domain/inbox-entry.ts";
import type {
  ChannelTrial,
  Feedback,
  MessagingShardRpc,
  Preferences,
  PreferencesView,
  TestRecipient,
} from "../domain/messaging-rpc.ts";
import type { Journey } from "../domain/journey/journey.ts";
import { messageEntry, type MessageOrder } from "../domain/journey/message-order.ts";
import type { PushSubscriber } from "../domain/outreach/outreach.ts";
import { preferencesOf } from "../domain/outreach/preferences.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { ConversionShard } from "./conversion/conversion-shard.ts";
import {
  stageConfirmedAddress,
  stageFeedback,
  stagePreferences,
  stagePush,
  stagePushGone,
} from "./stage-messaging.ts";
import { tryChannel } from "./try-channel.ts";
import { findProfile } from "./find-profile.ts";
import { passOn } from "./pass-on.ts";

/** The part of a shard that hears what contacts and providers say of messages. */
export abstract class MessagingShard
  extends ConversionShard
  implements Omit<MessagingShardRpc, "vouch" | "trustBrowser">
{
  async takeOrder(order: MessageOrder, followed: Journey | null): Promise<void> {
    await this.group.run(() => {
      const now = clock.now();
      if (followed !== null) this.state.journeyVersions.keep(followed);
      // Handed over again, because the shard that it came from did not hear of it: two of them could leave at once.
      if (this.state.outbox.has(order.id, order.contact)) return;
      this.state.outbox.add({ ...messageEntry(order), createdAt: now, failures: 0, dueAt: now });
    });
  }

  async hearFeedback(feedback: Feedback, siteVersion: number): Promise<void> {
    const moved = await this.#change(feedback.contact, siteVersion, (profile) =>
      stageFeedback(this.state, profile, feedback, clock.now()),
    );
    if (moved === null) return;
    await shardOfProfile(this.env, this.site, moved).hearFeedback(
      { ...feedback, contact: moved },
      siteVersion,
    );
  }

  async tryChannel(
    channel: string,
    to: TestRecipient | null,
    siteVersion: number,
  ): Promise<ChannelTrial | null> {
    const { snapshot } = await this.readSite(siteVersion);
    return tryChannel(channel, to, this.senderOf(snapshot));
  }

  async setPreferences(contact: string, preferences: Preferences, siteVersion: number): Promise<void> {
    const moved = await this.#change(contact, siteVersion, (profile, rules) =>
      stagePreferences(this.state, profile, preferences, rules, clock.now()),
    );
    if (moved === null) return;
    await shardOfProfile(this.env, this.site, moved).setPreferences(moved, preferences, siteVersion);
  }

  async preferences(contact: string, siteVersion: number): Promise<PreferencesView | null> {
    const { rules } = await this.readSite(siteVersion);
    const found = findProfile(this.state, contact);
    if (found.kind === "absent") return null;
    if (found.kind === "moved") {
      return passOn(shardOfProfile(this.env, this.site, found.to).preferences(found.to, siteVersion));
    }
    const { head, history } = found.value;
    return preferencesOf(history.outreach, consentOf(head, rules, clock.now()));
  }

  async confirmContact(contact: string, siteVersion: number): Promise<boolean> {
    const found = findProfile(this.state, contact);
    if (found.kind === "absent") return false;
    if (found.kind === "moved") {
      return shardOfProfile(this.env, this.site, found.to).confirmContact(found.to, siteVersion);
    }
    await this.#change(contact, siteVersion, (profile, rules) =>
      stageConfirmedAddress(this.state, profile, rules, clock.now()),
    );
    return true;
  }

  async keepPush(
    profile: string,
    id: string,
    subscriber: PushSubscriber | null,
    siteVersion: number,
  ): Promise<boolean> {
    let isDone = subscriber === null;
    const moved = await this.#change(profile, siteVersion, (known, rules) => {
      if (subscriber === null) stagePushGone(this.state, known, id);
      else isDone = stagePush(this.state, known, subscriber, rules, clock.now());
    });
    if (moved === null) return isDone;
    return shardOfProfile(this.env, this.site, moved).keepPush(moved, id, subscriber, siteVersion);
  }

  async inbox(limit: number): Promise<InboxEntry[]> {
    return this.state.inbox.newest(limit);
  }

  /** Changes a profile that lives here, on disk when it resolves. Resolves with where it went, where it has moved. */
  async #change(
    id: string,
    siteVersion: number,
    stage: (profile: Profile, rules: SiteRules) => void,
  ): Promise<string | null> {
    const { rules } = await this.readSite(siteVersion);
    return this.group.run(() => {
      const found = findProfile(this.state, id);
      if (found.kind === "found") stage(found.value, rules);
      return found.kind === "moved" ? found.to : null;
    });
  }
}
