import { setTimeout as sleep } from "node:timers/promises";
import { isHonestRefusal } from "../traffic.ts";
import type { Victim } from "../victim.ts";

/** How often the operator asks. */
const PACE_MS = 1_000;
const AUDIENCE = "lately";
const WINDOWS = ["7d", "14d"];

const audience = (turn: number): object => ({
  v: 1,
  name: "Lately",
  of: "visitors",
  include: { event: "add_to_cart", within: WINDOWS[turn % WINDOWS.length] },
});

/** What an operator asks for beside the traffic of the shop, for as long as `isOpen` says; something large once in `largeEvery` turns. */
export class Errands {
  readonly faults: string[] = [];
  asked = 0;
  refused = 0;
  readonly #victim: Victim;
  /** The id of somebody the server knows. */
  readonly #somebody: () => string | null;

  constructor(victim: Victim, somebody: () => string | null) {
    this.#victim = victim;
    this.#somebody = somebody;
  }

  async run(isOpen: () => boolean, largeEvery: number): Promise<void> {
    for (let turn = 0; isOpen(); turn++) {
      const visitor = this.#somebody();
      if (visitor !== null) await this.#askAbout(visitor);
      if (turn % largeEvery === 0) await this.#askLarge(turn / largeEvery);
      await sleep(PACE_MS);
    }
  }

  async #askAbout(visitor: string): Promise<void> {
    await this.#ask("GET", `/profiles/${visitor}`);
    await this.#ask("GET", `/profiles/${visitor}/audiences`);
    await this.#ask("POST", "/privacy/access", { visitor });
  }

  async #askLarge(turn: number): Promise<void> {
    await this.#ask("PUT", `/audiences/${AUDIENCE}`, audience(turn));
    await this.#ask("GET", "/audiences/viewers/members");
    await this.#ask("GET", "/exports");
  }

  async #ask(method: string, route: string, body?: object): Promise<void> {
    this.asked++;
    const answer = await this.#victim.ask(method, route, body);
    const text = await answer.text();
    const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\r\n");
    if (answer.ok) return;
    if (isHonestRefusal(answer.status, head)) this.refused++;
    else this.faults.push(`${method} ${route} answered ${answer.status} ${text.slice(0, 100)}`);
  }
}
