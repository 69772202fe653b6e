import type { CollectAnswer } from "../../schemas/collect.ts";
import { SERVER_EVENTS_MAX } from "../../schemas/limits.ts";
import { shardOf, visitorId } from "../../worker/domain/identity/profile-id.ts";
import { createRandom } from "./random.ts";
import { createShop, FAVOURITE_LETTER, favouriteBy } from "./shop.ts";
import type { Ask } from "./site-admin.ts";

const DAY_MS = 86_400_000;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_DIGITS = 22;
const HISTORY_DAYS = 20;
const CONCURRENCY = 4;

export const GRANTED = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
} as const;

/** Ids as the Worker makes them, the same in every run. */
export const createVisitors = (count: number, shards: number): string[] => {
  const random = createRandom(1);
  return Array.from({ length: count }, () => {
    const digits = Array.from({ length: ID_DIGITS }, () => DIGITS[Math.floor(random() * 62)]).join("");
    return visitorId("x", shardOf(digits, shards), digits);
  });
};

/** Two to nine events each, over the last weeks. */
function* eventsOf(visitors: readonly string[]): Generator<object> {
  const random = createRandom(2);
  const shopEvent = createShop(3);
  const now = Date.now();
  for (const [index, visitor] of visitors.entries()) {
    const favourite = favouriteBy(visitor.charCodeAt(FAVOURITE_LETTER));
    const count = 2 + Math.floor(random() * 8);
    for (let n = 0; n < count; n++) {
      const at = Math.floor(now - random() * HISTORY_DAYS * DAY_MS);
      yield { id: `fill-${index}-${n}`, at, n, visitor, ...shopEvent(favourite) };
    }
  }
}

function* batchesOf(events: Iterable<object>): Generator<object[]> {
  let batch: object[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < SERVER_EVENTS_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export interface Filled {
  readonly events: number;
  readonly eventsPerSecond: number;
}

/** Stores visitors with a history through the server's own door. */
export const fill = async (ask: Ask, visitors: readonly string[]): Promise<Filled> => {
  const startedAt = performance.now();
  const batches = batchesOf(eventsOf(visitors));
  let total = 0;
  const send = async (): Promise<void> => {
    for (const events of batches) {
      const body = { consent: GRANTED, region: "GB", events };
      const { accepted } = (await ask("POST", "/events?import=1", body)) as CollectAnswer;
      if (accepted !== events.length) throw new Error(`${events.length - accepted} events were not stored`);
      total += accepted;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
  return { events: total, eventsPerSecond: total / ((performance.now() - startedAt) / 1_000) };
};
