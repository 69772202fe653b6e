import type { Lifecycle } from "../../../../schemas/audience.ts";
import { DAY_MS } from "../../../../schemas/limits.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import type { StoredEvent } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import type { History } from "../history.ts";
import type { LeafTracker, Reading } from "../leaf/compiled-leaf.ts";
import { always, NEVER, span, splice, type Timeline } from "../timeline.ts";
import { Cart } from "./cart.ts";
import { foldedSpan, readDoubtful } from "./doubt.ts";
import { doubtfulLast, isPurchase, OrderBook } from "./orders.ts";
import { Steps } from "./steps.ts";
import { VisitCounter } from "./visits.ts";

const ENGAGED_VISITS = 2;
const ENGAGED_VIEWS = 3;

/** How far a profile has come. Everything but becoming `lapsed` happens at an event. */
class LifecycleTracker implements LeafTracker {
  readonly #test: ValueTest;
  readonly #lapseMs: number;
  readonly #history: History;
  readonly #orders: OrderBook;
  readonly #cart = new Cart();
  readonly #visits = new VisitCounter();
  /** Without lapsing. */
  readonly #stages: Steps;
  readonly #orderTimes: number[] = [];
  #views = 0;

  constructor(test: ValueTest, history: History, lapseMs: number) {
    this.#test = test;
    this.#lapseMs = lapseMs;
    this.#history = history;
    this.#stages = new Steps("new");
    this.#orders = new OrderBook(history);
    const folded = foldedSpan(history, isPurchase);
    if (folded !== null) this.#order(folded.lastAt);
  }

  add(event: StoredEvent): void {
    const orders = this.#orders.count;
    this.#orders.add(event);
    this.#cart.add(event);
    this.#visits.add(event);
    if (event.type === "view_item") this.#views += 1;
    if (this.#orders.count > orders) this.#order(event.at);
    else if (this.#orderTimes.length === 0) this.#stages.change(event.at, this.#stage());
  }

  timelineFrom(from: number, reading: Reading): Timeline {
    const lastAt = this.#orderTimes.at(-1);
    const stages = this.#stages.timelineFrom(from, this.#test);
    const known = lastAt === undefined ? stages : this.#withLapses(stages, from, lastAt);
    return readDoubtful(known, this.#doubtful(), reading);
  }

  valueAt(at: number): Lifecycle {
    const lastAt = this.#orderTimes.at(-1);
    if (lastAt === undefined) return this.#stage();
    return at - lastAt >= this.#lapseMs ? "lapsed" : "customer";
  }

  #stage(): Lifecycle {
    if (this.#cart.pieces > 0) return "cart";
    const isEngaged = this.#visits.count >= ENGAGED_VISITS || this.#views >= ENGAGED_VIEWS;
    return isEngaged ? "engaged" : "new";
  }

  #order(at: number): void {
    if (at < (this.#orderTimes.at(-1) ?? at)) return;
    this.#orderTimes.push(at);
    this.#stages.change(at, "customer");
  }

  /** Orders that are further apart than it takes to lapse leave a gap between them. */
  #withLapses(stages: Timeline, from: number, lastAt: number): Timeline {
    const lapsed = always(this.#test("lapsed"));
    let timeline = stages;
    const first = lastAt <= from ? this.#orderTimes.length - 1 : 0;
    for (let index = first; index < this.#orderTimes.length; index += 1) {
      const lapsesAt = (this.#orderTimes[index] ?? Infinity) + this.#lapseMs;
      const nextAt = this.#orderTimes[index + 1] ?? Infinity;
      if (lapsesAt >= nextAt) continue;
      timeline = splice(timeline, lapsesAt, lapsed);
      if (nextAt !== Infinity) timeline = splice(timeline, nextAt, stages);
    }
    return timeline;
  }

  /** Of what was folded only whether there was an order is known; without one, visits and the cart are in doubt. */
  #doubtful(): Timeline {
    if (this.#history.foldedUntil === null) return NEVER;
    if (this.#orders.hasDoubt) return doubtfulLast(this.#orders);
    return span(-Infinity, this.#orderTimes[0] ?? Infinity);
  }
}

export const trackLifecycle = (
  test: ValueTest,
  history: History,
  { lapsed_after_days }: AudienceSettings,
): LeafTracker => new LifecycleTracker(test, history, lapsed_after_days * DAY_MS);
