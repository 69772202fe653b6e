import { CHOSEN_AT } from "../../bench/load/template.ts";
import { type Heard, isHonestRefusal, pageRequest, visitorIn } from "../traffic.ts";
import { reckonVisitors } from "../reckon-visitors.ts";
import { CONSENT, SHOP_ORIGIN } from "../shop.ts";
import { SITE, type Victim } from "../victim.ts";
import type { Asked } from "./crowd.ts";

/** One browser, with the events that were acknowledged to it. */
interface Visitor {
  readonly id: string;
  readonly cookie: string;
  readonly acknowledged: Set<string>;
}

const READERS = 16;

const bodyOf = (id: string, at: number): string =>
  JSON.stringify({
    v: 1,
    sent_at: at,
    consent: CONSENT,
    consent_at: CHOSEN_AT,
    events: [{ id, type: "page_view", at, page: { url: `${SHOP_ORIGIN}/boots`, title: "Boots" } }],
  });

/** Visitors of the shop who come back all the time, and know what they were told. */
export class Visitors {
  readonly #victim: Victim;
  readonly #all: Visitor[] = [];
  #count = 0;

  private constructor(victim: Victim) {
    this.#victim = victim;
  }

  static async come(victim: Victim, count: number): Promise<Visitors> {
    const visitors = new Visitors(victim);
    for (let n = 0; n < count; n += READERS) {
      const coming = Array.from({ length: Math.min(READERS, count - n) }, (_, k) => visitors.#meet(n + k));
      visitors.#all.push(...(await Promise.all(coming)));
    }
    return visitors;
  }

  async #meet(n: number): Promise<Visitor> {
    const id = `first-${n}`;
    const answer = await fetch(`${this.#victim.origin}/h/${SITE}/e`, {
      method: "POST",
      headers: { origin: SHOP_ORIGIN, "content-type": "text/plain" },
      body: bodyOf(id, Date.now()),
    });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0];
    if (!answer.ok || cookie === undefined) throw new Error(`a first visit was answered ${answer.status}`);
    return { id: visitorIn(cookie), cookie, acknowledged: new Set([id]) };
  }

  /** The next beacon of one of them; what is answered is noted in `heard`. */
  beacon(heard: Heard): Asked {
    const visitor = this.#all[this.#count % this.#all.length];
    if (visitor === undefined) throw new Error("there is at least one visitor");
    const id = `page-${this.#count++}`;
    return {
      bytes: pageRequest("e", bodyOf(id, Date.now()), visitor.cookie),
      hear: ({ status, head: headers, body: answer }, waitedMs) => {
        if (status === 200 && answer.startsWith('{"accepted":1,')) {
          visitor.acknowledged.add(id);
          heard.accepted.push(waitedMs);
        } else if (isHonestRefusal(status, headers)) heard.refusedMs.push(waitedMs);
        else heard.faults.push(`${status} ${answer.slice(0, 100)}`);
      },
    };
  }

  get acknowledged(): number {
    return this.#all.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  }

  reckon(): Promise<{ missing: string[]; twice: string[] }> {
    return reckonVisitors(this.#victim, this.#all);
  }
}
