import type { AudienceSettings } from "../../../../../schemas/site.ts";
import type { StoredEvent } from "../../../../../worker/domain/profile-state.ts";
import { inMicros, sumInMicros } from "../micros.ts";
import { DAY_MS } from "../milliseconds.ts";

/** Purchases, of those with one `transaction_id` the first. */
export const ordersIn = (known: readonly StoredEvent[]): StoredEvent[] =>
  known
    .filter(({ type }) => type === "purchase")
    .filter(({ fields: { transaction_id: id } }, index, purchases) => {
      const isRepeat = purchases.slice(0, index).some(({ fields }) => fields.transaction_id === id);
      return id === undefined || !isRepeat;
    });

type Rfm = AudienceSettings["rfm"];

/** 5 while the last order is more recent than the first number of days, 4 below the second, …, else 1. */
export const rfmRecency = (known: readonly StoredEvent[], rfm: Rfm, t: number): number | undefined => {
  const last = ordersIn(known).at(-1);
  if (last === undefined) return undefined;
  return 5 - rfm.recency_days.filter((days) => t - last.at >= days * DAY_MS).length;
};

/** 1 below the first number of orders, 2 below the second, …, else 5. */
export const rfmFrequency = (known: readonly StoredEvent[], rfm: Rfm): number | undefined => {
  const count = ordersIn(known).length;
  return count === 0 ? undefined : 1 + rfm.frequency.filter((number) => count >= number).length;
};

const valueOf = (events: readonly StoredEvent[]) => sumInMicros(events.map(({ fields }) => fields.value));

/** By the value of all orders less that of all refunds. */
export const rfmMonetary = (known: readonly StoredEvent[], rfm: Rfm): number | undefined => {
  const orders = ordersIn(known);
  if (orders.length === 0) return undefined;
  const refunds = known.filter(({ type }) => type === "refund");
  const spent = valueOf(orders) - valueOf(refunds);
  return 1 + rfm.monetary.filter((number) => spent >= inMicros(number)).length;
};
