import type { BrowserContext } from "playwright-core";
import { vi } from "vitest";
import type { InboxMessage } from "../../../demo/pages/inbox.ts";
import { seedDemo } from "../../../demo/seed.ts";
import { seedJourneys } from "../../../demo/seed-journeys.ts";
import type { CollectBody } from "../../../schemas/collect.ts";
import type { EventInput } from "../../../schemas/event.ts";
import { TestInstance } from "../instance-kit.ts";
import { type Exchange, type Gateway, openGateway } from "./gateway.ts";

export interface KnownEvent extends EventInput {
  readonly at: number;
  readonly n: number;
}

/** `GET /profiles/{id}`, as far as these tests read it. */
export interface KnownProfile {
  readonly profile: string;
  readonly kind: "visitor" | "contact";
  readonly consent_effective: Record<string, "granted" | "denied">;
  readonly events: readonly KnownEvent[];
  readonly visitors: readonly string[];
}

/** One line of `GET /profiles/{id}/audiences`. */
export interface Standing {
  readonly id: string;
  readonly member: boolean;
  readonly entered_at: number | null;
  readonly next_flip_at: number | null;
}

export interface Beacon {
  readonly exchange: Exchange;
  readonly body: CollectBody;
}

const COLLECTOR = "/h/demo/e";
const WAIT = { timeout: 15_000, interval: 20 };

/** Asks until the answer is no longer undefined. */
export const until = <T>(read: () => T | undefined | Promise<T | undefined>): Promise<T> =>
  vi
    .waitUntil(async () => {
      const value = await read();
      return value === undefined ? false : { value };
    }, WAIT)
    .then(({ value }) => value);

/** Asks until the answer is yes. */
export const untilTrue = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  await vi.waitUntil(holds, WAIT);
};

/** The demo shop on a fresh instance that exports even one member, with everything that browsers ask of it. */
export class Shop {
  readonly instance: TestInstance;
  readonly #gateway: Gateway;

  private constructor(instance: TestInstance, gateway: Gateway) {
    this.instance = instance;
    this.#gateway = gateway;
  }

  /** With `journeys` contacts are written to, as `npm start` has it. */
  static async open({ journeys = false } = {}): Promise<Shop> {
    const instance = await TestInstance.start({ withDemo: true });
    const gateway = await openGateway(() => instance.origin);
    await seedDemo(fetch, gateway.origin, instance.adminKey);
    if (journeys) await seedJourneys(fetch, gateway.origin, instance.adminKey);
    const { body } = await instance.call("/sites/demo");
    const { id: _, ...configuration } = body as Record<string, unknown>;
    await instance.call("/sites/demo", { body: { ...configuration, exports: { min_size: 1 } } });
    return new Shop(instance, gateway);
  }

  async close(): Promise<void> {
    await this.#gateway.close();
    await this.instance.remove();
  }

  get origin(): string {
    return this.#gateway.origin;
  }

  /** Whatever browsers have asked for, in the order of arrival. */
  get exchanges(): readonly Exchange[] {
    return this.#gateway.exchanges;
  }

  /** Forgets what passed so far: the next test starts with nothing. */
  forget(): void {
    this.#gateway.exchanges.length = 0;
  }

  beacons(): Beacon[] {
    return this.exchanges
      .filter(({ method, path }) => method === "POST" && path === COLLECTOR)
      .map((exchange) => ({ exchange, body: JSON.parse(exchange.body) as CollectBody }));
  }

  /** Events that left browsers; one that was sent again stands there again. */
  sentEvents(): KnownEvent[] {
    return this.beacons().flatMap(({ body }) => body.events as KnownEvent[]);
  }

  /** The next beacon is stored, and its sender never learns. */
  loseNextAnswer(): void {
    this.#gateway.loseNextAnswer(COLLECTOR);
  }

  async profile(id: string): Promise<KnownProfile | null> {
    const { status, body } = await this.instance.call(`/sites/demo/profiles/${id}`);
    return status === 200 ? (body as KnownProfile) : null;
  }

  async eventsOf(id: string): Promise<readonly KnownEvent[]> {
    return (await this.profile(id))?.events ?? [];
  }

  async standing(id: string, audience: string): Promise<Standing> {
    const { body } = await this.instance.call(`/sites/demo/profiles/${id}/audiences`);
    const found = (body as { audiences: Standing[] }).audiences.find(
      (candidate) => candidate.id === audience,
    );
    if (found === undefined) throw new Error(`no audience ${audience}`);
    return found;
  }

  /** Audiences the profile is in right now. */
  async memberships(id: string): Promise<string[]> {
    const { body } = await this.instance.call(`/sites/demo/profiles/${id}/audiences`);
    return (body as { audiences: Standing[] }).audiences.filter(({ member }) => member).map((one) => one.id);
  }

  /** Visitors that an ad platform would be told of; empty where the export is refused for being too small. */
  async exported(audience: string): Promise<string[]> {
    const { status, text } = await this.instance.call(`/sites/demo/audiences/${audience}/members`);
    if (status === 409) return [];
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => (JSON.parse(line) as { profile: string }).profile);
  }

  /** The contact an address leads to; undefined where there is none. */
  async contactOf(email: string): Promise<string | undefined> {
    const { body } = await this.instance.call(
      `/sites/demo/profiles/lookup?email=${encodeURIComponent(email)}`,
    );
    const { profile, kind } = body as { profile?: string; kind?: string };
    return kind === "contact" ? profile : undefined;
  }

  /** Subjects of what was written to an address, oldest first, once there are so many. */
  untilWritten(to: string, count: number): Promise<string[]> {
    return until(async () => {
      const { body } = await this.instance.call("/sites/demo/inbox");
      const { messages } = body as { messages: InboxMessage[] };
      const own = messages.filter((message) => message.to === to).map(({ subject }) => subject ?? "");
      return own.length >= count ? own.toReversed() : undefined;
    });
  }

  /** Waits until the profile holds so many events of a type, and answers with the newest. */
  untilKept(id: string, type: string, count = 1): Promise<KnownEvent> {
    return until(async () => {
      const found = (await this.eventsOf(id)).filter((event) => event.type === type);
      return found.length >= count ? found.at(-1) : undefined;
    });
  }

  /** Closes every tab and waits until all that the browser wanted to send has passed. */
  async leave(context: BrowserContext): Promise<void> {
    await Promise.all(context.pages().map((page) => page.close()));
    // What closing tabs send goes first through the browser's one network service.
    const page = await context.newPage();
    await page.goto(`${this.origin}/healthz`);
    await page.close();
    await untilTrue(() => this.exchanges.every(({ isOver }) => isOver));
  }
}
