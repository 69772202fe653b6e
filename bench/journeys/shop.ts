import { readFile } from "node:fs/promises";
import type { JourneyInput } from "../../schemas/journey.ts";
import { SERVER_EVENTS_MAX } from "../../schemas/limits.ts";
import { type Instance, type InstanceOptions, startInstance } from "../../scripts/instance.ts";
import { type Ask, createAsk } from "../collect/site-admin.ts";
import { ADMIN_KEY } from "../servers/halley.ts";
import { inParallel } from "./in-parallel.ts";

export const HOUR_MS = 3_600_000;
export const START = Date.UTC(2026, 10, 26, 12);
/** While one batch is stored, the next is made and read. */
const TELLERS = 3;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const CONSENT = { analytics_storage: "granted", ad_storage: "granted", email_marketing: "granted" };

/** An instance whose clock stands still until it is moved, with one shard of contacts. */
export class TimedShop {
  readonly #options: InstanceOptions;
  #instance: Instance;
  readonly ask: Ask;

  private constructor(options: InstanceOptions, instance: Instance) {
    this.#options = options;
    this.#instance = instance;
    this.ask = createAsk(instance.origin, ADMIN_KEY);
  }

  static async start(dataFolder: string, port: number): Promise<TimedShop> {
    const options: InstanceOptions = {
      port,
      dataFolder,
      adminKey: ADMIN_KEY,
      clock: "manual",
      visitorShards: 4,
      contactShards: 1,
    };
    const shop = new TimedShop(options, await startInstance(options));
    await shop.moveTo(START);
    await shop.ask("PUT", "", { name: "Bench", origins: [], timezone: "UTC", currency: "EUR" });
    return shop;
  }

  /** Where messages go. */
  async sendTo(url: string): Promise<void> {
    await this.ask("PUT", "/channels/crm", { kind: "webhook", url, secret: SECRET });
  }

  async putJourney(id: string, journey: JourneyInput): Promise<void> {
    await this.ask("PUT", `/journeys/${id}`, journey);
  }

  /** What is due has happened when it resolves. */
  async moveTo(now: number): Promise<void> {
    const answer = await fetch(`${this.#instance.origin}/v1/clock`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ now }),
    });
    if (!answer.ok) throw new Error(`the clock answered ${answer.status}`);
  }

  /** One event of each contact. */
  async tell(type: string, contacts: readonly string[]): Promise<void> {
    const starts = Array.from(
      { length: Math.ceil(contacts.length / SERVER_EVENTS_MAX) },
      (_, batch) => batch * SERVER_EVENTS_MAX,
    );
    await inParallel(starts, TELLERS, async (from) => {
      const events = contacts
        .slice(from, from + SERVER_EVENTS_MAX)
        .map((email) => ({ id: `${type}-${email}`, type, at: START, email }));
      await this.ask("POST", "/events", { consent: CONSENT, region: "DE", events });
    });
  }

  /** Memory of the process, MiB. Linux tells it in a file. */
  async residentMiB(): Promise<number> {
    const status = await readFile(`/proc/${this.#instance.process.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
  }

  async kill(): Promise<void> {
    await this.#instance.stop("SIGKILL");
  }

  async restart(): Promise<void> {
    this.#instance = await startInstance(this.#options);
  }
}
