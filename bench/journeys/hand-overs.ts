import { inParallel } from "./in-parallel.ts";
import { type TimedShop, START } from "./shop.ts";

const CONCURRENCY = 64;
const EVENTS_EACH = 8;
const CONSENT = { analytics_storage: "granted", ad_storage: "granted", email_marketing: "granted" };

/** What contacts are written to once they are known, and what visitors are retargeted by until then. */
export const configureHandOver = async ({ ask }: TimedShop): Promise<void> => {
  const include = { event: "add_to_cart", within: "7d" };
  await ask("PUT", "/audiences/carts", { v: 1, name: "Carts", of: "visitors", include });
  await ask("PUT", "/audiences/known-carts", { v: 1, name: "Known carts", of: "contacts", include });
  await ask("PUT", "/journeys/recovery", {
    name: "Recovery",
    status: "live",
    enter: { audience: "known-carts" },
    key: "cart_id",
    steps: [{ wait: "1h" }, { stop: true }],
  });
};

const historyOf = (visitor: string): object[] =>
  Array.from({ length: EVENTS_EACH }, (_, index) => ({
    id: `${visitor}-${index}`,
    type: index === EVENTS_EACH - 1 ? "add_to_cart" : "view_item",
    at: START - (EVENTS_EACH - index) * 60_000,
    anonymous_id: visitor,
    cart_id: `cart-of-${visitor}`,
    items: [{ item_id: `sku-${index}`, price: 10 }],
  }));

/** Visitors with a history and a cart say who they are: from one pool into the other, and into a journey. */
export const handOvers = async (
  { ask }: TimedShop,
  visitors: number,
  round: number,
): Promise<{ readonly perSecond: number }> => {
  const names = Array.from({ length: visitors }, (_, index) => `v${round}-${index}`);
  for (let from = 0; from < names.length; from += 100) {
    const events = names.slice(from, from + 100).flatMap(historyOf);
    await ask("POST", "/events", { consent: CONSENT, region: "DE", events });
  }
  return inParallel(names, CONCURRENCY, async (name) => {
    const identify = {
      id: `${name}-known`,
      type: "identify",
      anonymous_id: name,
      email: `${name}@shop.example`,
    };
    await ask("POST", "/events", { consent: CONSENT, region: "DE", events: [identify] });
  });
};
