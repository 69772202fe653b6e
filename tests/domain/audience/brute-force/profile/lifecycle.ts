import type { Lifecycle } from "../../../../../schemas/audience.ts";
import type { StoredEvent } from "../../../../../worker/domain/profile-state.ts";
import { DAY_MS } from "../milliseconds.ts";
import { cartAfter } from "./cart.ts";
import { ordersIn } from "./orders.ts";
import { visitsIn } from "./visits.ts";

export const lifecycleAt = (known: readonly StoredEvent[], lapsedAfterDays: number, t: number): Lifecycle => {
  const lastOrder = ordersIn(known).at(-1);
  if (lastOrder !== undefined) return t - lastOrder.at >= lapsedAfterDays * DAY_MS ? "lapsed" : "customer";
  if (cartAfter(known).pieces > 0) return "cart";
  const views = known.filter(({ type }) => type === "view_item");
  return visitsIn(known) >= 2 || views.length >= 3 ? "engaged" : "new";
};
