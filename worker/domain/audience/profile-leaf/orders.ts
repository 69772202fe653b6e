import type { StoredEvent } from "../../profile-state.ts";
import { toMicros } from "../event-leaf/amount.ts";
import type { History } from "../history.ts";
import { hasFolded } from "../leaf/compiled-leaf.ts";
import { ALWAYS, NEVER, span, type Timeline } from "../timeline.ts";

export const isPurchase = (type: string): boolean => type === "purchase";

export const isOrderEvent = (type: string): boolean => isPurchase(type) || type === "refund";

const valueOf = ({ fields }: StoredEvent): number => toMicros(fields.value ?? 0);

/** The orders of one profile: purchases with one transaction id are one order, the first of them. */
export class OrderBook {
  count = 0;
  /** Time of the last order, epoch milliseconds; null before the first. */
  lastAt: number | null = null;
  /** Value of all orders less all refunds, in millionths of the currency's unit. */
  value = 0;
  /** Whether `lastAt` is certain: a purchase could repeat one that was folded away, unless it has no transaction id. */
  isLastCertain: boolean;
  /** Whether purchases were folded away. */
  readonly hasDoubt: boolean;
  readonly #transactions = new Set<string>();

  constructor(history: History) {
    this.hasDoubt = hasFolded(history, isPurchase);
    this.isLastCertain = !this.hasDoubt;
  }

  add(event: StoredEvent): void {
    if (event.type === "refund") this.value -= valueOf(event);
    if (isPurchase(event.type) && this.#isNew(event)) {
      this.count += 1;
      this.lastAt = event.at;
      this.isLastCertain = !this.hasDoubt || event.fields.transaction_id === undefined;
      this.value += valueOf(event);
    }
  }

  #isNew({ fields: { transaction_id: id } }: StoredEvent): boolean {
    if (id === undefined) return true;
    if (this.#transactions.has(id)) return false;
    this.#transactions.add(id);
    return true;
  }
}

/** When the time of the last order is in doubt. */
export const doubtfulLast = ({ isLastCertain, hasDoubt, lastAt }: OrderBook): Timeline => {
  if (!hasDoubt) return NEVER;
  return isLastCertain && lastAt !== null ? span(-Infinity, lastAt) : ALWAYS;
};
