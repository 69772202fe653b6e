import { drawOf } from "../crypto/draw.ts";
import { randomDigits } from "../crypto/digest.ts";
import { pseudonymOf } from "../crypto/pseudonym.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { consentRecord } from "../domain/consent/consent-record.ts";
import { messageEntry } from "../domain/journey/message-order.ts";
import { confirmationBody, type ConfirmationOrder } from "../domain/outreach/confirmation.ts";
import type { Applied } from "../domain/profile/applied.ts";
import { type Planned, withJourneys } from "../domain/profile/with-journeys.ts";
import type { StoredEvent } from "../domain/profile-state.ts";
import { nextFlipOf } from "../domain/profile/catch-up.ts";
import { clearedPlaces, withdrawnIn } from "../domain/profile/consent-change.ts";
import type { MembershipChange } from "../domain/profile/membership-changes.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { notificationsOf } from "../outbox/notifications.ts";
import { ConsentLog } from "./consent-log.ts";
import { ContactSecrets } from "./contact-secrets.ts";
import { CreativeResultsStore } from "./creative-results.ts";
import { DeadLetterStore } from "./dead-letter-store.ts";
import { createJourneyWorld } from "./journey-world.ts";
import { JourneyVersionStore } from "./journey-version-store.ts";
import { FormerKeyStore } from "./former-key-store.ts";
import { InboxStore } from "./inbox-store.ts";
import { FeedRevisions } from "./feed-revisions.ts";
import { MembershipStore } from "./membership-store.ts";
import { ErasureStore } from "./erasure/erasure-store.ts";
import { TombstoneStore } from "./erasure/tombstone-store.ts";
import { HitStore } from "./hit-store.ts";
import { MessageResultsStore } from "./message-results.ts";
import { MergeStore } from "./merge-store.ts";
import { OutboxStore } from "./outbox-store.ts";
import { ProfileStore } from "./profile-store.ts";
import { Quarantine } from "./quarantine.ts";
import { RetentionStore } from "./retention-store.ts";
import { SweepStore } from "./sweep-store.ts";
import { TimerStore } from "./timer-store.ts";
import { TotalStore } from "./total-store.ts";

/** All tables of one shard, and the one way a changed profile is written to them. */
export class ShardState {
  readonly profiles: ProfileStore;
  readonly revisions: FeedRevisions;
  readonly memberships: MembershipStore;
  readonly timers: TimerStore;
  readonly secrets: ContactSecrets;
  readonly formerKeys: FormerKeyStore;
  readonly quarantine: Quarantine;
  readonly sweeps: SweepStore;
  readonly outbox: OutboxStore;
  readonly deadLetters: DeadLetterStore;
  readonly consents: ConsentLog;
  readonly tombstones: TombstoneStore;
  readonly erasures: ErasureStore;
  readonly retention: RetentionStore;
  readonly results: CreativeResultsStore;
  readonly totals: TotalStore;
  readonly journeyVersions: JourneyVersionStore;
  readonly hits: HitStore;
  readonly messageResults: MessageResultsStore;
  readonly inbox: InboxStore;
  readonly merges: MergeStore;
  readonly sql: SqlStorage;
  readonly #site: string;
  readonly #root: string;

  /** `root` is the instance's secret. */
  constructor(sql: SqlStorage, site: string, root: string) {
    this.#site = site;
    this.#root = root;
    this.sql = sql;
    this.revisions = new FeedRevisions(sql);
    this.profiles = new ProfileStore(sql, this.revisions);
    this.memberships = new MembershipStore(sql, this.revisions);
    this.timers = new TimerStore(sql);
    this.secrets = new ContactSecrets(sql, (contact) => {
      const profile = this.profiles.read(contact);
      if (profile !== null) this.revisions.changeMember(profile);
    });
    this.formerKeys = new FormerKeyStore(sql, () => this.sealKey());
    this.quarantine = new Quarantine(sql);
    this.sweeps = new SweepStore(sql);
    this.outbox = new OutboxStore(sql);
    this.deadLetters = new DeadLetterStore(sql);
    const pseudonym = (id: string): string => pseudonymOf(siteSecrets(root, site).pseudonym, id);
    this.consents = new ConsentLog(sql, pseudonym);
    this.tombstones = new TombstoneStore(sql, pseudonym);
    this.erasures = new ErasureStore(sql);
    this.retention = new RetentionStore(sql);
    this.results = new CreativeResultsStore(sql);
    this.totals = new TotalStore(sql);
    this.journeyVersions = new JourneyVersionStore(sql);
    this.hits = new HitStore(sql);
    this.messageResults = new MessageResultsStore(sql);
    this.inbox = new InboxStore(sql, () => this.sealKey());
    this.merges = new MergeStore(sql);
  }

  /** What addresses of the site's contacts rest under. */
  sealKey(): Uint8Array {
    return siteSecrets(this.#root, this.#site).seal;
  }

  /** A number in [0, 1) that is always the same for a message, and that nobody else can tell. */
  draw(message: string): number {
    return drawOf(siteSecrets(this.#root, this.#site).pepper, `draw ${message}`);
  }

  /**
   * Stages a changed profile with its memberships, its feed, its messages, its timer and the proof of its choices. `events` are
   * those that were new: journeys wait for them.
   */
  record(applied: Applied, rules: SiteRules, now: number, events: readonly StoredEvent[] = []): void {
    if (!applied.isChanged || applied.profile === null) return;
    this.#write(withJourneys(applied, events, rules, createJourneyWorld(this, rules), now), rules, now);
  }

  #write(planned: Planned, rules: SiteRules, now: number): void {
    const { profile, changes, feed, orders, messages, begun } = planned;
    if (profile === null) return;
    this.retention.arm(now);
    // Messages that wait to tell of an entry are not sent any more once consent is gone.
    const cancelled = withdrawnIn(changes) > 0 ? this.outbox.cancelEntries(profile.id) : 0;
    this.profiles.put(this.#proven(this.#armed(profile), planned, cancelled, rules, now));
    for (const change of changes) this.memberships.apply(profile.id, change);
    for (const change of feed) this.memberships.append(profile.id, change, now);
    this.notify(profile.id, changes, rules, now);
    for (const journey of begun) this.journeyVersions.keep(journey);
    for (const order of messages) {
      this.outbox.add({ ...messageEntry(order), createdAt: now, failures: 0, dueAt: now });
    }
    for (const order of orders) this.#order(order, now);
  }

  /** A message that the contact's profile asks for; it is rendered and addressed when it is sent. */
  #order(order: ConfirmationOrder, now: number): void {
    const body = confirmationBody(order);
    const id = `msg_${randomDigits()}`;
    this.outbox.add({ id, channel: order.channel, body, createdAt: now, failures: 0, dueAt: now });
  }

  /** A timer that is too early costs one look; moving it at every event would cost two rows each time. */
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
    for (const entry of notificationsOf(this.#site, profile, changes, channelsOf)) {
      this.outbox.add({ ...entry, id: `msg_${randomDigits()}`, createdAt: now, failures: 0, dueAt: now });
    }
  }

  flush(): void {
    this.profiles.flush();
  }

  discard(): void {
    this.profiles.discard();
    this.memberships.discard();
    this.revisions.discard();
    this.timers.discard();
    this.outbox.discard();
    this.consents.chain.discard();
    this.tombstones.discard();
    this.retention.discard();
    this.journeyVersions.discard();
  }
}
