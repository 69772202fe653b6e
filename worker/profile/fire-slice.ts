import { FAILED_TIMER_RETRY_MS } from "../../schemas/limits-faults.ts";
import { TIMERS_PER_SLICE_MAX } from "../../schemas/limits.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { type Fired, firedTogether, fireTimers } from "./fire-timers.ts";
import type { GroupCommit } from "./group-commit.ts";
import { noteFailure } from "./note-failure.ts";
import type { ShardState } from "./shard-state.ts";
import type { Timer } from "./timer-store.ts";

/** One timer in a transaction of its own. Where it fails it is put off: the others must not wait for it. */
const fireAlone = async (
  state: ShardState,
  group: GroupCommit,
  timer: Timer,
  rules: SiteRules,
  now: number,
): Promise<Fired | null> => {
  try {
    // Another call may have fired it meanwhile.
    return await group.run(() =>
      state.timers.isArmed(timer) ? fireTimers(state, [timer], rules, now) : null,
    );
  } catch (error) {
    await group.run(() => {
      state.timers.disarm(timer);
      state.timers.arm({ ...timer, due: now + FAILED_TIMER_RETRY_MS });
      noteFailure(state, "timers", error, now);
    });
    return null;
  }
};

/** Fires one slice of what is due in one transaction, or, where one of them fails, each by itself. */
export const fireSlice = async (
  state: ShardState,
  group: GroupCommit,
  rules: SiteRules,
  now: number,
): Promise<Fired> => {
  const due = () => state.timers.dueBy(now, TIMERS_PER_SLICE_MAX);
  try {
    return await group.run(() => fireTimers(state, due(), rules, now));
  } catch {
    // Which one is to blame is found by trying each alone; a disk that fails fails there too.
    const fired: Fired[] = [];
    for (const timer of due()) {
      const one = await fireAlone(state, group, timer, rules, now);
      if (one !== null) fired.push(one);
    }
    return firedTogether(fired);
  }
};
