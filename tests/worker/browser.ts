import type { CollectBody } from "../../schemas/collect.ts";
import type { ConfirmedState } from "../../schemas/decide.ts";
import type { ConsentStamp } from "../../schemas/consent.ts";
import type { EventInput } from "../../schemas/event.ts";
import { present } from "./clock.ts";
import { type Answer, request } from "./request.ts";

export const ORIGIN = "https://shop.example";

/** What a browser brings to every beacon. */
export interface BrowserSetup {
  /** As the edge sees it; null where it does not. */
  readonly country?: string | null;
  readonly consent?: ConsentStamp;
  readonly gpc?: boolean;
  /** The value of the visitor cookie it starts with. */
  readonly cookie?: string;
  /** Further headers of every beacon. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of the shop in one browser: keeps the visitor cookie and sends beacons. */
export class Browser {
  readonly #site: string;
  readonly #setup: BrowserSetup;
  consent: ConsentStamp;
  /** Value of the visitor cookie; null while there is none. */
  cookie: string | null;

  constructor(site: string, setup: BrowserSetup = {}) {
    this.#site = site;
    this.#setup = setup;
    this.consent = setup.consent ?? {};
    this.cookie = setup.cookie ?? null;
  }

  /** The visitor the cookie names. */
  get visitor(): string {
    if (this.cookie === null) throw new Error("this browser has no visitor cookie");
    return this.cookie.slice(0, this.cookie.lastIndexOf("."));
  }

  /** Sends events as the snippet does. */
  send(events: EventInput[], more: Partial<CollectBody> = {}): Promise<Answer> {
    const body: CollectBody = { v: 1, sent_at: present(), consent: this.consent, events, ...more };
    return this.post(JSON.stringify(body));
  }

  /** Asks what to show, as a page does. */
  decide(placements: string[], more: object = {}): Promise<Answer> {
    return this.post(JSON.stringify({ placements, ...more }), {}, "d");
  }

  /** Tells what became of a reservation. */
  confirm(reservation: string, state: ConfirmedState): Promise<Answer> {
    return this.post(JSON.stringify({ reservation, state }), {}, "c");
  }

  async post(body: BodyInit, headers: Record<string, string> = {}, route = "e"): Promise<Answer> {
    const { country = "DE", gpc = false, headers: own = {} } = this.#setup;
    const answer = await request("POST", `/h/${this.#site}/${route}`, {
      headers: {
        origin: ORIGIN,
        "content-type": "text/plain",
        ...(country === null ? {} : { "cf-ipcountry": country }),
        ...(gpc ? { "sec-gpc": "1" } : {}),
        ...(this.cookie === null ? {} : { cookie: `theme=dark; __Host-h-${this.#site}=${this.cookie}` }),
        ...own,
        ...headers,
      },
      body,
    });
    this.#keepCookie(answer.headers.get("set-cookie"));
    return answer;
  }

  #keepCookie(header: string | null): void {
    if (header === null) return;
    const [pair = "", ...attributes] = header.split("; ");
    const value = pair.slice(pair.indexOf("=") + 1);
    this.cookie = attributes.includes("Max-Age=0") ? null : value;
  }
}
