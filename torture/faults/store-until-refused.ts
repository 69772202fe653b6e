import { setTimeout as sleep } from "node:timers/promises";
import { CONSENT, SHOP_ORIGIN } from "../shop.ts";
import type { Victim } from "../victim.ts";

/** What a client was told while it stored events as fast as it could. */
export interface Told {
  /** Ids that were acknowledged, by whom they are about. */
  readonly acknowledged: ReadonlyMap<string, readonly string[]>;
  /** Answers that were neither a success nor an honest refusal. */
  readonly faults: readonly string[];
  readonly refusals: number;
}

const EVENTS_EACH = 20;
const REFUSALS_ENOUGH = 10;
const REQUESTS_MAX = 3_000;

const bodyFor = (who: string): { body: object; ids: string[] } => {
  const at = Date.now();
  const ids = Array.from({ length: EVENTS_EACH }, (_, n) => `${who}-${n}`);
  const events = ids.map((id, n) => ({
    id,
    type: "view_item",
    at: at + n,
    anonymous_id: who,
    page: { url: `${SHOP_ORIGIN}/${"long-path-".repeat(20)}${n}` },
  }));
  return { body: { consent: CONSENT, region: "GB", events }, ids };
};

/** Stores events of ever new visitors until storing is refused, or so many are stored. */
export const storeUntilRefused = async (
  victim: Victim,
  prefix: string,
  requestsMax = REQUESTS_MAX,
): Promise<Told> => {
  const acknowledged = new Map<string, string[]>();
  const faults: string[] = [];
  let refusals = 0;
  for (let n = 0; n < requestsMax && refusals < REFUSALS_ENOUGH; n++) {
    const who = `${prefix}-${n}`;
    const { body, ids } = bodyFor(who);
    const answer = await victim.ask("POST", "/events", body);
    const text = await answer.text();
    if (answer.ok) acknowledged.set(who, ids);
    else if (answer.status === 503 && answer.headers.get("retry-after") !== null) refusals++;
    else faults.push(`${answer.status} ${text.slice(0, 120)}`);
  }
  return { acknowledged, faults, refusals };
};

/** One event; says what became of it where it was not stored. */
export const tryToWrite = async (victim: Victim): Promise<string[]> => {
  const answer = await victim.ask("POST", "/events", {
    events: [{ id: `one-${Date.now()}`, type: "view_item", at: Date.now(), anonymous_id: "one" }],
    consent: { analytics_storage: "granted" },
    region: "GB",
  });
  return answer.ok ? [] : [`${answer.status} ${await answer.text()}`];
};

const MENDED_WITHIN_MS = 20_000;
const POLL_MS = 250;

/** The same, by a client that tries again as it is told to. */
export const isStoredWithin = async (victim: Victim): Promise<string[]> => {
  const deadline = performance.now() + MENDED_WITHIN_MS;
  for (;;) {
    const refused = await tryToWrite(victim);
    if (refused.length === 0 || performance.now() > deadline) return refused;
    await sleep(POLL_MS);
  }
};

/** Acknowledged events that are not there, or more than once. */
export const missingFrom = async (victim: Victim, { acknowledged }: Told): Promise<string[]> => {
  const missing: string[] = [];
  for (const [who, ids] of acknowledged) {
    const found = await victim.ask("GET", `/profiles/lookup?anonymous_id=${who}`);
    if (!found.ok) {
      missing.push(`${who}: ${found.status}`);
      continue;
    }
    const { profile } = (await found.json()) as { profile: string };
    const { events } = (await victim.must("GET", `/profiles/${profile}`)) as { events: { id: string }[] };
    const kept = events.map(({ id }) => id).toSorted();
    if (JSON.stringify(kept) !== JSON.stringify(ids.toSorted())) missing.push(who);
  }
  return missing;
};
