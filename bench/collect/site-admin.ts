import { GUARD_EVENTS_PER_MINUTE_MAX } from "../../schemas/limits-guards.ts";
import { BENCH_AUDIENCES } from "./audiences.ts";
import { CURRENCY, SHOP_ORIGIN } from "./shop.ts";

export const BENCH_SITE = "bench";

/** Asks the instance as its operator. */
export type Ask = (method: string, path: string, body: object) => Promise<unknown>;

export const createAsk =
  (origin: string, adminKey: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(`${origin}/v1/sites/${BENCH_SITE}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };

/** A shop with its audiences. */
export const configureSite = async (ask: Ask): Promise<void> => {
  const timezone = "Europe/Berlin";
  // Counted as ever, and never reached: few visitors do here what many would.
  const guards = { profile_events_per_minute: GUARD_EVENTS_PER_MINUTE_MAX };
  await ask("PUT", "", { name: "Bench", origins: [SHOP_ORIGIN], timezone, currency: CURRENCY, guards });
  for (const [index, definition] of BENCH_AUDIENCES.entries()) {
    await ask("PUT", `/audiences/audience-${index}`, definition);
  }
};
