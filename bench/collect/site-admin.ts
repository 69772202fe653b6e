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
  await ask("PUT", "", { name: "Bench", origins: [SHOP_ORIGIN], timezone, currency: CURRENCY });
  for (const [index, definition] of BENCH_AUDIENCES.entries()) {
    await ask("PUT", `/audiences/audience-${index}`, definition);
  }
};
