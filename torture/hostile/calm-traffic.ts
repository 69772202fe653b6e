import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "../quantile.ts";
import { CONSENT, SHOP_ORIGIN } from "../shop.ts";
import { SITE, type Victim } from "../victim.ts";

/** How long somebody well-behaved waits meanwhile, milliseconds. */
export interface Waits {
  readonly count: number;
  readonly p99: number;
  readonly failures: readonly string[];
}

const PACE_MS = 20;

/** Beacons of ordinary pages, one after the other, while `disturbance` runs. */
export const calmTraffic = async (victim: Victim, disturbance: Promise<unknown>): Promise<Waits> => {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  void disturbance.then(end, end);
  const times: number[] = [];
  const failures: string[] = [];
  for (let n = 0; !isOver; n++) {
    const at = Date.now();
    const startedAt = performance.now();
    const answer = await fetch(`${victim.origin}/h/${SITE}/e`, {
      method: "POST",
      headers: { origin: SHOP_ORIGIN, "content-type": "text/plain" },
      body: JSON.stringify({
        v: 1,
        sent_at: at,
        consent: CONSENT,
        events: [{ id: `calm-${at}-${n}`, type: "page_view", at, page: { url: `${SHOP_ORIGIN}/` } }],
      }),
    });
    await answer.arrayBuffer();
    times.push(performance.now() - startedAt);
    if (answer.status !== 200) failures.push(`an ordinary beacon was answered ${answer.status}`);
    await sleep(PACE_MS);
  }
  await disturbance;
  return { count: times.length, p99: quantile(times, 0.99), failures };
};
