import { VISIT_GAP_MS } from "../../../../schemas/limits.ts";
import type { StoredEvent } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import type { History } from "../history.ts";
import { hasFolded, type LeafTracker, type Reading } from "../leaf/compiled-leaf.ts";
import { ALWAYS, NEVER, type Timeline } from "../timeline.ts";
import { isActivity } from "./activity.ts";
import { readDoubtful } from "./doubt.ts";
import { Steps } from "./steps.ts";

/** Counts runs of activity that are less than half an hour apart. */
export class VisitCounter {
  count = 0;
  #lastAt = -Infinity;

  add({ type, at }: StoredEvent): void {
    if (!isActivity(type)) return;
    if (at - this.#lastAt >= VISIT_GAP_MS) this.count += 1;
    this.#lastAt = at;
  }
}

/** How many visits there were; in doubt for ever once activity was folded away. */
export const trackVisits = (test: ValueTest, history: History): LeafTracker => {
  const visits = new VisitCounter();
  const steps = new Steps(0);
  const doubtful = hasFolded(history, isActivity) ? ALWAYS : NEVER;
  return {
    add(event: StoredEvent): void {
      visits.add(event);
      steps.change(event.at, visits.count);
    },
    timelineFrom: (from: number, reading: Reading): Timeline =>
      readDoubtful(steps.timelineFrom(from, test), doubtful, reading),
    valueAt: () => visits.count,
  };
};
