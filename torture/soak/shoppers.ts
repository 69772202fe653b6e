import { createShop, favouriteBy } from "../../bench/collect/shop.ts";
import { pick } from "../../bench/collect/random.ts";
import { reservationsIn } from "../../bench/load/decide-source.ts";
import { type Heard, isHonestRefusal, pageRequest, serverRequest, visitorIn } from "../traffic.ts";
import type { Asked } from "../overload/crowd.ts";
import type { Acknowledged } from "../reckon-visitors.ts";
import { CONSENT, PLACEMENT } from "../shop.ts";

/** One browser, and what was acknowledged to it. */
interface Shopper {
  readonly name: string;
  cookie: string | null;
  readonly acknowledged: string[];
  /** Events said, acknowledged or not. */
  said: number;
  /** Requests left before it goes for now. */
  left: number;
  /** What it was shown and has not said to have seen. */
  reservation: string | null;
}

/** Who is in the shop at one time. */
const PRESENT = 400;
const VISIT_REQUESTS = 10;
/** Beyond, somebody does not come back: a profile holds only so many events. */
const EVENTS_MAX = 400;
const NEW_SHARE = 0.5;
const EVENTS_PER_BEACON_MAX = 3;
/** Of a hundred requests so many are a question what to show, an event of the shop's server, a form with an address. */
const MIX = { decide: 20, server: 5, identify: 3 };

type Answered = Parameters<Asked["hear"]>[0];

/** A shop's ordinary day: visitors come for the first time or again, look, buy, leave their address and go. */
export class Shoppers {
  readonly #random: () => number;
  readonly #sell: ReturnType<typeof createShop>;
  readonly #authorization: string;
  readonly #all: Shopper[] = [];
  /** In the shop, with no request under way. */
  readonly #idle: Shopper[] = [];
  readonly #gone: Shopper[] = [];
  #present = 0;
  #heard: Heard = { accepted: [], refusedMs: [], faults: [] };
  events = 0;

  constructor(random: () => number, authorization: string) {
    this.#random = random;
    this.#authorization = authorization;
    this.#sell = createShop(Math.floor(random() * 1e9));
  }

  /** Those the server knows. */
  get known(): Acknowledged[] {
    return this.#all.flatMap(({ cookie, acknowledged }) =>
      cookie === null ? [] : [{ id: visitorIn(cookie), acknowledged }],
    );
  }

  /** The id of one whom the server knows. */
  somebody(): string | null {
    const cookie = this.#all[Math.floor(this.#random() * this.#all.length)]?.cookie ?? null;
    return cookie === null ? null : visitorIn(cookie);
  }

  /** What was heard since it was asked for the last time. */
  takeHeard(): Heard {
    const heard = this.#heard;
    this.#heard = { accepted: [], refusedMs: [], faults: [] };
    return heard;
  }

  /** The next request of somebody. */
  next(): Asked {
    const shopper = this.#choose();
    const chance = this.#random() * 100;
    if (shopper.cookie === null) return this.#tell(shopper);
    if (shopper.reservation !== null) return this.#confirm(shopper, shopper.reservation);
    if (chance < MIX.decide) return this.#look(shopper);
    if (chance < MIX.decide + MIX.server) return this.#report(shopper, shopper.cookie);
    if (chance < MIX.decide + MIX.server + MIX.identify) return this.#identify(shopper);
    return this.#tell(shopper);
  }

  #choose(): Shopper {
    if (this.#present < PRESENT) return this.#come();
    const index = Math.floor(this.#random() * this.#idle.length);
    const [shopper] = this.#idle.splice(index, 1);
    return shopper ?? this.#come();
  }

  #come(): Shopper {
    this.#present++;
    const isOld = this.#gone.length > 0 && this.#random() > NEW_SHARE;
    const shopper = isOld ? this.#return() : this.#appear();
    shopper.left = VISIT_REQUESTS;
    return shopper;
  }

  #return(): Shopper {
    const shopper = pick(this.#gone, this.#random);
    const last = this.#gone.pop();
    if (last !== undefined && last !== shopper) this.#gone[this.#gone.indexOf(shopper)] = last;
    return shopper;
  }

  #appear(): Shopper {
    const name = `s${this.#all.length}`;
    const shopper = { name, cookie: null, acknowledged: [], said: 0, left: 0, reservation: null };
    this.#all.push(shopper);
    return shopper;
  }

  /** Its request was answered: it goes on, or goes. */
  #goOn(shopper: Shopper): void {
    if (--shopper.left > 0) {
      this.#idle.push(shopper);
      return;
    }
    this.#present--;
    if (shopper.said < EVENTS_MAX) this.#gone.push(shopper);
  }

  #id(shopper: Shopper): string {
    return `${shopper.name}-${shopper.said++}`;
  }

  #tell(shopper: Shopper): Asked {
    const at = Date.now();
    const count = 1 + Math.floor(this.#random() * EVENTS_PER_BEACON_MAX);
    const favourite = favouriteBy(shopper.name.charCodeAt(shopper.name.length - 1));
    const events = Array.from({ length: count }, () => ({
      id: this.#id(shopper),
      at,
      ...this.#sell(favourite),
    }));
    return this.#beacon(shopper, events);
  }

  #identify(shopper: Shopper): Asked {
    const event = { id: this.#id(shopper), at: Date.now(), type: "identify" };
    const form = { ...event, email: `${shopper.name}@mail.example` };
    return this.#beacon(shopper, [form]);
  }

  #beacon(shopper: Shopper, events: readonly { readonly id: string }[]): Asked {
    const body = JSON.stringify({ v: 1, sent_at: Date.now(), consent: CONSENT, events });
    return this.#ask(shopper, pageRequest("e", body, shopper.cookie), (answer) => {
      shopper.cookie ??= /^set-cookie: ([^;\r]+)/im.exec(answer.head)?.[1] ?? null;
      return this.#acknowledge(shopper, events, answer);
    });
  }

  /** A purchase as the shop's server tells it. */
  #report(shopper: Shopper, cookie: string): Asked {
    const id = this.#id(shopper);
    const order = { type: "purchase", transaction_id: id, value: 20, currency: "EUR" };
    const events = [{ id, at: Date.now(), visitor: visitorIn(cookie), ...order }];
    const body = JSON.stringify({ consent: CONSENT, region: "DE", events });
    return this.#ask(shopper, serverRequest("/events", body, this.#authorization), (answer) =>
      this.#acknowledge(shopper, events, answer),
    );
  }

  #acknowledge(
    shopper: Shopper,
    events: readonly { readonly id: string }[],
    { status, body }: Answered,
  ): boolean {
    if (status !== 200 || !body.startsWith(`{"accepted":${events.length},`)) return false;
    shopper.acknowledged.push(...events.map(({ id }) => id));
    this.events += events.length;
    return true;
  }

  #look(shopper: Shopper): Asked {
    const request = pageRequest("d", JSON.stringify({ placements: [PLACEMENT] }), shopper.cookie);
    return this.#ask(shopper, request, ({ status, body }) => {
      shopper.reservation = reservationsIn(body)[0] ?? null;
      return status === 200;
    });
  }

  #confirm(shopper: Shopper, reservation: string): Asked {
    shopper.reservation = null;
    const body = JSON.stringify({ reservation, state: "viewable" });
    // A reservation may have ended while somebody was away: that is an honest answer.
    return this.#ask(
      shopper,
      pageRequest("c", body, shopper.cookie),
      ({ status }) => status === 200 || status === 409,
    );
  }

  #ask(shopper: Shopper, bytes: Uint8Array, isGood: (answer: Answered) => boolean): Asked {
    return {
      bytes,
      hear: (answer, waitedMs) => {
        const { status, head, body } = answer;
        if (isGood(answer)) this.#heard.accepted.push(waitedMs);
        else if (isHonestRefusal(status, head)) this.#heard.refusedMs.push(waitedMs);
        else this.#heard.faults.push(`${status} ${body.slice(0, 100)}`);
        this.#goOn(shopper);
      },
    };
  }
}
