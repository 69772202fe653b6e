import { randomDigits } from "../crypto/digest.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { consentRecord } from "../domain/consent/consent-record.ts";
import { messageEntry } from "../domain/journey/message-order.ts";
import { confirmationBody, type ConfirmationOrder } from "../domain/outreach/confirmation.ts";
import type { Applied } from "../domain/profile/applied.ts";
import { type Planned, withJourneys } from "../domain/profile/with-journeys.ts";
import type { StoredEvent } from "../domain/profile-state.ts";
import { nextFlipOf } from "../domain/profile/catch-up.ts";
import { clearedPlaces, withdrawnIn } from "../domain/profile/consent-change.ts";
import type { MembershipChange } from "../domain/profile/membership-changes.ts";
import type { Head, Profile } from "../domain/profile/profile.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { notificationsOf } from "../outbox/notifications.ts";
import { cancelMessages } from "./cancel-messages.ts";
import { cancelConversions } from "./conversion/cancel-conversions.ts";
import { createJourneyWorld } from "./journey-world.ts";
import { stageRefusal } from "./stage-merge.ts";
import { ShardTables } from "./shard-tables.ts";

/** Itself where nothing was told. */
const withEntries = (profile: Profile, entries: Head["entries"]): Profile =>
  entries === profile.head.entries ? profile : { ...profile, head: { ...profile.head, entries } };

/** The tables of one shard, and the one way a changed profile is written to them. */
export class ShardState extends ShardTables {
  /**
   * Stages a changed profile with its memberships, its feed, its messages, its timer and the proof of its choices. `events` are
   * those that were new: journeys wait for them.
   */
  record(applied: Applied, rules: SiteRules, now: number, events: readonly StoredEvent[] = []): void {
    if (!applied.isChanged || applied.profile === null) return;
    this.#write(withJourneys(applied, events, rules, createJourneyWorld(this, rules), now), rules, now);
  }

  #write(planned: Planned, rules: SiteRules, now: number): void {
    const { profile, changes, orders, messages, begun, passages, unsent } = planned;
    if (profile === null) return;
    this.retention.arm(now);
    const { profile: freed, count } = this.#cancelled(profile, planned, rules, now);
    const unsaid = cancelConversions(this, planned, rules, now);
    const told = withEntries(freed, this.tell(freed, planned, rules, now));
    this.profiles.put(this.#proven(this.#armed(told), planned, count + unsaid, rules, now));
    if (planned.consent !== null) stageRefusal(this, freed, now);
    this.notify(profile.id, changes, rules, now);
    for (const journey of begun) this.journeyVersions.keep(journey);
    for (const passage of passages) this.journeyPassages.add(passage, now);
    for (const message of unsent) this.messageResults.add(message, message.what, now);
    for (const order of messages) {
      this.outbox.add({ ...messageEntry(order), createdAt: now, failures: 0, dueAt: now });
    }
    for (const order of orders) this.#order(order, now);
  }

  /** What waits and tells of an entry, or is for the contact, is not sent any more once consent is gone. */
  #cancelled(
    profile: Profile,
    { changes, consent }: Applied,
    rules: SiteRules,
    now: number,
  ): { readonly profile: Profile; readonly count: number } {
    const entries = withdrawnIn(changes) > 0 ? this.outbox.cancelEntries(profile.id) : 0;
    if (consent === null || !isContactId(profile.id)) return { profile, count: entries };
    const messages = cancelMessages(this.outbox, profile, createJourneyWorld(this, rules), now);
    return { profile: messages.profile, count: entries + messages.count };
  }

  /**
   * Counts entries and exits, and tells exports and destinations of those of members that may leave for ad platforms.
   * Returns which entries stand for the profile then.
   */
  tell(
    { id, head }: Profile,
    { changes, feed }: Pick<Applied, "changes" | "feed">,
    rules: SiteRules,
    now: number,
  ): Head["entries"] {
    if (changes !== feed) this.memberships.countUntold(changes, feed);
    if (feed.length === 0) return head.entries;
    const entries = new Map(head.entries);
    for (const change of feed) {
      const { audience, op } = change;
      const seq = this.memberships.append(id, change, now);
      const stood = entries.get(audience);
      if (op === "enter") entries.set(audience, seq);
      else if (stood !== undefined) {
        this.memberships.end(audience, stood);
        entries.delete(audience);
      }
      for (const destination of rules.destinationsOf(audience)) {
        if (op === "enter") this.pushed.enter(destination, id, now);
        else this.pushed.leave(destination, id, now);
      }
    }
    return entries;
  }

  /** A message that the contact's profile asks for; it is rendered and addressed when it is sent. */
  #order(order: ConfirmationOrder, now: number): void {
    const body = confirmationBody(order);
    const id = `msg_${randomDigits()}`;
    this.outbox.add({ id, channel: order.channel, body, createdAt: now, failures: 0, dueAt: now });
  }

  /** A timer that is too early costs one look; moving it at every event would cost a row each time. */
  #armed(profile: Profile): Profile {
    const { id, head } = profile;
    const { timerAt } = head;
    const flipAt = Math.min(nextFlipOf(head), head.wakeAt ?? Infinity);
    if (flipAt === Infinity || (timerAt !== null && timerAt <= flipAt)) return profile;
    if (timerAt !== null) this.timers.disarm({ due: timerAt, kind: "flip", profile: id });
    this.timers.arm({ due: flipAt, kind: "flip", profile: id });
    return { ...profile, head: { ...head, timerAt: flipAt } };
  }

  /** Logs a change of consent with all that it cleared. */
  #proven(
    profile: Profile,
    { consent, changes, feed }: Applied,
    messages: number,
    rules: SiteRules,
    now: number,
  ): Profile {
    if (consent === null) return profile;
    const withdrawn = { memberships: withdrawnIn(changes), exports: withdrawnIn(feed), messages };
    const { id, head } = profile;
    const rule = rules.ruleFor(head.region, now);
    const record = consentRecord(consent, head, {
      at: now,
      rule: { region: rule.region, mode: rule.mode, version: rules.regionRulesVersion },
      region: head.region,
      cleared: [...consent.cleared, ...clearedPlaces(withdrawn, now)],
      previous: head.consentRecord,
    });
    if (record === null) return profile;
    return { ...profile, head: { ...head, consentRecord: this.consents.append(id, record) } };
  }

  /** Puts a message for each channel that wants to know of the changes into the outbox. */
  notify(profile: string, changes: readonly MembershipChange[], rules: SiteRules, now: number): void {
    const channelsOf = (audience: string) => rules.audiences.byId.get(audience)?.notify ?? [];
    for (const entry of notificationsOf(this.site, profile, changes, channelsOf)) {
      this.outbox.add({ ...entry, id: `msg_${randomDigits()}`, createdAt: now, failures: 0, dueAt: now });
    }
  }
}
