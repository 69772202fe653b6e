import { setTimeout as sleep } from "node:timers/promises";
import { CONSENT, type Deed, PLACEMENT, SHOP_ORIGIN } from "../shop.ts";
import { SITE, type Victim } from "../victim.ts";

const RETRY_MS = 40;
const TIMEOUT_MS = 4_000;

/** How a browser asks; what the torture decides by chance it gets from here. */
export interface ClientPorts {
  readonly victim: Victim;
  readonly random: () => number;
  /** Whether new things are still to be done; what was begun is brought to its end in any case. */
  readonly isOpen: () => boolean;
}

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string | null;
}

const TYPES: readonly Deed["type"][] = ["page_view", "page_view", "view_item", "add_to_cart", "purchase"];

/**
 * One browser: it sends the same bytes again until somebody has answered for them, as the snippet does, and remembers what
 * it was promised.
 */
export class Client {
  readonly name: string;
  /** Acknowledged, all of them in the end. */
  readonly deeds: Deed[] = [];
  /** Reservations of which the server said that they count. */
  readonly seen: string[] = [];
  /** Answers that no client may ever get, however often the server dies. */
  readonly faults: string[] = [];
  retries = 0;
  #cookie: string | null = null;
  readonly #ports: ClientPorts;

  constructor(name: string, ports: ClientPorts) {
    this.name = name;
    this.#ports = ports;
  }

  /** The visitor's id, as its cookie carries it. */
  get visitor(): string | null {
    return this.#cookie === null ? null : (this.#cookie.split("=")[1]?.split(".")[0] ?? null);
  }

  async run(beacons: number): Promise<void> {
    for (let n = 0; n < beacons && this.#ports.isOpen(); n++) {
      await this.#tell(n);
      if (n % 3 === 1) await this.#look();
    }
  }

  async #tell(n: number): Promise<void> {
    const { random } = this.#ports;
    const at = Date.now();
    const deeds = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index): Deed => ({
      id: `${this.name}-${n}-${index}`,
      type: TYPES[Math.floor(random() * TYPES.length)] ?? "page_view",
      at: at + index,
      value: Math.floor(random() * 200),
    }));
    const events = deeds.map(({ id, type, at: when, value }, index) => ({
      id,
      type,
      at: when,
      n: n * 10 + index,
      page: { url: `${SHOP_ORIGIN}/${type}` },
      ...(type === "page_view" ? {} : { value, currency: "EUR" }),
    }));
    const { status, body } = await this.#post("e", { v: 1, sent_at: at, consent: CONSENT, events });
    const stored = Number(body["accepted"]) + Number(body["duplicate"]);
    if (status !== 200 || stored !== deeds.length) {
      this.faults.push(`${this.name}: a beacon was answered ${status} ${JSON.stringify(body)}`);
    }
    this.deeds.push(...deeds);
  }

  async #look(): Promise<void> {
    const { status, body } = await this.#post("d", { placements: [PLACEMENT] });
    if (status !== 200) this.faults.push(`${this.name}: a question was answered ${status}`);
    const [decision] = (body["decisions"] ?? []) as { reservation?: string }[];
    if (decision?.reservation === undefined) return;
    const { reservation } = decision;
    const heard = await this.#post("c", { reservation, state: "viewable" });
    // A reservation may have ended while the server was away: that is an honest answer.
    if (heard.status === 200) this.seen.push(reservation);
    else if (heard.status !== 409)
      this.faults.push(`${this.name}: a confirmation was answered ${heard.status}`);
  }

  async #post(route: string, body: object): Promise<Answered> {
    const text = JSON.stringify(body);
    for (;;) {
      const answered = await this.#try(route, text);
      if (answered !== null && answered.status < 500 && answered.status !== 429) {
        this.#cookie = answered.cookie ?? this.#cookie;
        return answered;
      }
      this.retries++;
      await sleep(RETRY_MS * (0.5 + this.#ports.random()));
    }
  }

  /** Null where nobody answered. */
  async #try(route: string, body: string): Promise<Answered | null> {
    try {
      const answer = await fetch(`${this.#ports.victim.origin}/h/${SITE}/${route}`, {
        method: "POST",
        headers: {
          origin: SHOP_ORIGIN,
          "content-type": "text/plain",
          ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
        },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return {
        status: answer.status,
        body: (await answer.json()) as Record<string, unknown>,
        cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? null,
      };
    } catch {
      return null; // It was killed just then, or is not up again.
    }
  }
}
