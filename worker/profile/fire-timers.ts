import { ERASURE_RETRY_MS, PARCEL_RETRY_MS } from "../../schemas/limits.ts";
import { catchUp } from "../domain/profile/catch-up.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { forgetErased } from "./erasure/erase-here.ts";
import type { ShardState } from "./shard-state.ts";
import { settleHits } from "./stage-hits.ts";
import type { Timer } from "./timer-store.ts";

const fireFlip = (state: ShardState, timer: Timer, rules: SiteRules, now: number): void => {
  const profile = state.profiles.read(timer.profile);
  const timerAt = profile?.head.timerAt ?? null;
  // A timer that failed comes later than the profile says; one that comes earlier is not the profile's any more.
  if (profile === null || timerAt === null || timerAt > timer.due) return;
  const disarmed = { ...profile, head: { ...profile.head, timerAt: null } };
  state.record({ ...catchUp(disarmed, rules, now), isChanged: true }, rules, now);
};

/** What has to leave the shard after its transaction. */
export interface Fired {
  /** Visitors whose parcels are due. */
  readonly parcels: readonly string[];
  /** Receipts of erasures that are not complete. */
  readonly erasures: readonly string[];
  /** Merges whose reversal is not complete. */
  readonly reversals: readonly string[];
  /** Merges whose originals have to hear of a refusal, with the timer that tries again until it is disarmed. */
  readonly refusals: readonly Timer[];
}

/** Fires what is due, inside the shard's transaction. */
export const fireTimers = (
  state: ShardState,
  due: readonly Timer[],
  rules: SiteRules,
  now: number,
): Fired => {
  const parcels: string[] = [];
  const erasures: string[] = [];
  const reversals: string[] = [];
  const refusals: Timer[] = [];
  for (const timer of due) {
    state.timers.disarm(timer);
    if (timer.kind === "flip") fireFlip(state, timer, rules, now);
    else if (timer.kind === "erased") forgetErased(state, now);
    else if (timer.kind === "hits") settleHits(state, timer.profile, rules, now);
    else if (timer.kind === "merge") {
      if (state.merges.read(timer.profile)?.isReversing === true) {
        state.timers.arm({ ...timer, due: now + PARCEL_RETRY_MS });
        reversals.push(timer.profile);
      } else state.merges.expire(timer.profile);
    } else if (timer.kind === "refusal") {
      const again = { ...timer, due: now + PARCEL_RETRY_MS };
      state.timers.arm(again);
      refusals.push(again);
    } else if (timer.kind === "erasure") {
      if (state.erasures.read(timer.profile)?.completedAt !== null) continue;
      state.timers.arm({ ...timer, due: now + ERASURE_RETRY_MS });
      erasures.push(timer.profile);
    } else if (state.profiles.pointer(timer.profile)?.parcel != null) {
      // Armed again before it is sent: a delivery that fails must not be the last one.
      state.timers.arm({ ...timer, due: now + PARCEL_RETRY_MS });
      parcels.push(timer.profile);
    }
  }
  if (due.length > 0) state.timers.discard();
  return { parcels, erasures, reversals, refusals };
};
