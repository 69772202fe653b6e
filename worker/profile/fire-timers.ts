import { PARCEL_RETRY_MS, TIMERS_PER_SLICE_MAX } from "../../schemas/limits.ts";
import { catchUp } from "../domain/profile/catch-up.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";
import type { Timer } from "./timer-store.ts";

const fireFlip = (state: ShardState, timer: Timer, rules: SiteRules, now: number): void => {
  const profile = state.profiles.read(timer.profile);
  if (profile === null || profile.head.timerAt !== timer.due) return;
  const disarmed = { ...profile, head: { ...profile.head, timerAt: null } };
  state.record({ ...catchUp(disarmed, rules, now), isChanged: true }, rules, now);
};

/** Fires one slice of what is due, inside the shard's transaction. Returns the visitors whose parcels are due. */
export const fireDue = (state: ShardState, rules: SiteRules, now: number): string[] => {
  const due = state.timers.dueBy(now, TIMERS_PER_SLICE_MAX);
  const waiting: string[] = [];
  for (const timer of due) {
    state.timers.disarm(timer);
    if (timer.kind === "flip") fireFlip(state, timer, rules, now);
    else if (state.profiles.pointer(timer.profile)?.parcel != null) {
      // Armed again before it is sent: a delivery that fails must not be the last one.
      state.timers.arm({ ...timer, due: now + PARCEL_RETRY_MS });
      waiting.push(timer.profile);
    }
  }
  if (due.length > 0) state.timers.discard();
  return waiting;
};
