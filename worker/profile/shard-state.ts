import type { Applied } from "../domain/profile/applied.ts";
import { nextFlipOf } from "../domain/profile/catch-up.ts";
import { ContactSecrets } from "./contact-secrets.ts";
import { MembershipStore } from "./membership-store.ts";
import { ProfileStore } from "./profile-store.ts";
import { Quarantine } from "./quarantine.ts";
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

  constructor(sql: SqlStorage) {
    this.profiles = new ProfileStore(sql);
    this.memberships = new MembershipStore(sql);
    this.timers = new TimerStore(sql);
    this.secrets = new ContactSecrets(sql);
    this.quarantine = new Quarantine(sql);
    this.sweeps = new SweepStore(sql);
  }

  /** Stages a changed profile with its memberships, its feed and its timer. */
  record({ profile, isChanged, changes, feed }: Applied, now: number): void {
    if (!isChanged || profile === null) return;
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
  }

  flush(): void {
    this.profiles.flush();
  }

  discard(): void {
    this.profiles.discard();
    this.memberships.discard();
    this.timers.discard();
  }
}
