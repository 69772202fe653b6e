import { CONSENT, SHOP_ORIGIN } from "../shop.ts";
import { SITE, type Victim } from "../victim.ts";
import type { Asked } from "./crowd.ts";

interface KeptProfile {
  readonly events: readonly { readonly id: string }[];
}

/** One browser, with the events that were acknowledged to it. */
interface Visitor {
  readonly id: string;
  readonly cookie: string;
  readonly acknowledged: Set<string>;
}

/** How requests ended, and how long answers took. */
export interface Heard {
  readonly accepted: number[];
  readonly refusedMs: number[];
  /** Answers that overload does not allow. */
  readonly faults: string[];
}

const READERS = 16;

const bodyOf = (id: string, at: number): string =>
  JSON.stringify({
    v: 1,
    sent_at: at,
    consent: CONSENT,
    events: [{ id, type: "page_view", at, page: { url: `${SHOP_ORIGIN}/boots`, title: "Boots" } }],
  });

const isHonestRefusal = (status: number, head: string): boolean =>
  (status === 503 || status === 429) && /^retry-after: \d+\r?$/im.test(head);

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
    return { id: cookie.split("=")[1]?.split(".")[0] ?? "", cookie, acknowledged: new Set([id]) };
  }

  /** The next beacon of one of them; what is answered is noted in `heard`. */
  beacon(heard: Heard): Asked {
    const visitor = this.#all[this.#count % this.#all.length];
    if (visitor === undefined) throw new Error("there is at least one visitor");
    const id = `page-${this.#count++}`;
    const body = bodyOf(id, Date.now());
    const head = [
      `POST /h/${SITE}/e HTTP/1.1`,
      "Host: shop.example",
      `Origin: ${SHOP_ORIGIN}`,
      "Content-Type: text/plain;charset=UTF-8",
      `Content-Length: ${Buffer.byteLength(body)}`,
      `Cookie: ${visitor.cookie}`,
    ].join("\r\n");
    return {
      bytes: Buffer.from(`${head}\r\n\r\n${body}`),
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

  /** Acknowledged events that are not kept, and kept ones that are there twice, read back one profile after the other. */
  async reckon(): Promise<{ missing: string[]; twice: string[] }> {
    const faults = { missing: [] as string[], twice: [] as string[] };
    const waiting = [...this.#all];
    const read = async (): Promise<void> => {
      for (let visitor = waiting.pop(); visitor !== undefined; visitor = waiting.pop()) {
        const { events } = (await this.#victim.must("GET", `/profiles/${visitor.id}`)) as KeptProfile;
        const kept = new Set(events.map(({ id }) => id));
        faults.missing.push(...[...visitor.acknowledged].filter((id) => !kept.has(id)));
        if (kept.size !== events.length) faults.twice.push(visitor.id);
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    return faults;
  }
}
