import type { StoredEvent } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import { fromMicros } from "../event-leaf/amount.ts";
import type { History } from "../history.ts";
import { hasFolded, type LeafTracker, type Reading } from "../leaf/compiled-leaf.ts";
import { NEVER, span, type Timeline } from "../timeline.ts";
import { Cart, isCartEvent, showsWholeCart } from "./cart.ts";
import { readDoubtful } from "./doubt.ts";
import { Steps } from "./steps.ts";

/** The value of the cart; in doubt from folded cart events until an event that shows the whole cart. */
export const trackCartValue = (test: ValueTest, history: History): LeafTracker => {
  const cart = new Cart();
  const steps = new Steps(0);
  let doubtfulUntil = hasFolded(history, isCartEvent) ? Infinity : -Infinity;
  return {
    add(event: StoredEvent): void {
      cart.add(event);
      steps.change(event.at, fromMicros(cart.value));
      const isCertain = showsWholeCart(event) && event.at > (history.foldedUntil ?? 0);
      if (isCertain) doubtfulUntil = Math.min(doubtfulUntil, event.at);
    },
    timelineFrom(from: number, reading: Reading): Timeline {
      const doubtful = doubtfulUntil === -Infinity ? NEVER : span(-Infinity, doubtfulUntil);
      return readDoubtful(steps.timelineFrom(from, test), doubtful, reading);
    },
    valueAt: () => steps.last,
  };
};
