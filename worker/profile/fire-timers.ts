import { ERASURE_RETRY_MS, PARCEL_RETRY_MS } from "../../schemas/limits.ts";
import { growingWait } from "../domain/growing-wait.ts";
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

/** Armed again before it is tried: a step that fails must not be the last one. Each time it waits for longer. */
const armAgain = ({ timers }: ShardState, timer: Timer, firstMs: number, now: number): Timer => {
  const { tries = 0 } = timer;
  const again = { ...timer, due: now + growingWait(firstMs, tries), tries: tries + 1 };
  timers.arm(again);
  return again;
};

/** Fires one timer. Returns what of it has to leave the shard. */
const fireOne = (state: ShardState, timer: Timer, rules: SiteRules, now: number): Partial<Fired> => {
  const { kind, profile: name } = timer;
  switch (kind) {
    case "flip":
      fireFlip(state, timer, rules, now);
      return {};
    case "erased":
      forgetErased(state, now);
      return {};
    case "hits":
      settleHits(state, name, rules, now);
      return {};
    case "merge":
      if (state.merges.read(name)?.isReversing !== true) {
        state.merges.expire(name);
        return {};
      }
      armAgain(state, timer, PARCEL_RETRY_MS, now);
      return { reversals: [name] };
    case "refusal":
      return { refusals: [armAgain(state, timer, PARCEL_RETRY_MS, now)] };
    case "erasure":
      if (state.erasures.read(name)?.completedAt !== null) return {};
      armAgain(state, timer, ERASURE_RETRY_MS, now);
      return { erasures: [name] };
    case "parcel":
      if (state.profiles.pointer(name)?.parcel == null) return {};
      armAgain(state, timer, PARCEL_RETRY_MS, now);
      return { parcels: [name] };
  }
};

/** All that several firings have to leave the shard with. */
export const firedTogether = (fired: readonly Partial<Fired>[]): Fired => ({
  parcels: fired.flatMap(({ parcels = [] }) => parcels),
  erasures: fired.flatMap(({ erasures = [] }) => erasures),
  reversals: fired.flatMap(({ reversals = [] }) => reversals),
  refusals: fired.flatMap(({ refusals = [] }) => refusals),
});

/** Fires what is due, inside the shard's transaction. */
export const fireTimers = (
  state: ShardState,
  due: readonly Timer[],
  rules: SiteRules,
  now: number,
): Fired => {
  const fired = due.map((timer) => {
    state.timers.disarm(timer);
    return fireOne(state, timer, rules, now);
  });
  if (due.length > 0) state.timers.forgetEarliest();
  return firedTogether(fired);
};
