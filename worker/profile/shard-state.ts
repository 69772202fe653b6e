import { randomDigits } from "../crypto/digest.ts";
import type { Applied } from "../domain/profile/applied.ts";
import { nextFlipOf } from "../domain/profile/catch-up.ts";
import type { MembershipChange } from "../domain/profile/membership-changes.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { notificationsOf } from "../outbox/notifications.ts";
import { ContactSecrets } from "./contact-secrets.ts";
import { DeadLetterStore } from "./dead-letter-store.ts";
import { MembershipStore } from "./membership-store.ts";
import { OutboxStore } from "./outbox-store.ts";
import { ProfileStore } from "./profile-store.ts";
import { Quarantine } from "./quarantine.ts";
import { RetentionStore } from "./retention-store.ts";
import { SweepStore } from "./sweep-store.ts";
import { TimerStore } from "./timer-store.ts";

/** All tables of one shard, and the one way a changed profile is written to them. */
export class ShardState {
  readonly profiles: ProfileStore;
  readonly memberships: MembershipStore;
  readonly timers: TimerStore;
  readonly secrets: ContactSecrets;
  readonly quarantine: Quarantine;
  readonly sweeps: SweepStore;
  readonly outbox: OutboxStore;
  readonly deadLetters: DeadLetterStore;
  readonly retention: RetentionStore;
  readonly sql: SqlStorage;
  readonly #site: string;

  constructor(sql: SqlStorage, site: string) {
    this.#site = site;
    this.sql = sql;
    this.profiles = new ProfileStore(sql);
    this.memberships = new MembershipStore(sql);
    this.timers = new TimerStore(sql);
    this.secrets = new ContactSecrets(sql);
    this.quarantine = new Quarantine(sql);
    this.sweeps = new SweepStore(sql);
    this.outbox = new OutboxStore(sql);
    this.deadLetters = new DeadLetterStore(sql);
    this.retention = new RetentionStore(sql);
  }

  /** Stages a changed profile with its memberships, its feed, its messages and its timer. */
  record({ profile, isChanged, changes, feed }: Applied, rules: SiteRules, now: number): void {
    if (!isChanged || profile === null) return;
    this.retention.arm(now);
    const { timerAt } = profile.head;
    const flipAt = nextFlipOf(profile.head);
    // A timer that is too early costs one look; moving it at every event would cost two rows each time.
    const mustArm = flipAt !== Infinity && (timerAt === null || flipAt < timerAt);
    if (mustArm) {
      if (timerAt !== null) this.timers.disarm({ due: timerAt, kind: "flip", profile: profile.id });
      this.timers.arm({ due: flipAt, kind: "flip", profile: profile.id });
    }
    this.profiles.put(mustArm ? { ...profile, head: { ...profile.head, timerAt: flipAt } } : profile);
    for (const change of changes) this.memberships.apply(profile.id, change);
    for (const change of feed) this.memberships.append(profile.id, change, now);
    this.notify(profile.id, changes, rules, now);
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
    this.timers.discard();
    this.outbox.discard();
    this.retention.discard();
  }
}
