import { OUTBOX_RESUME_MS } from "../../schemas/limits.ts";
import { clock } from "../configuration/clock.ts";
import type { Replay } from "../domain/channel/dead-letter.ts";
import { conversionIn, withoutBrowser } from "../domain/conversion/conversion-order.ts";
import { orderIn } from "../domain/journey/message-order.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { Delivery, Outcome } from "../outbox/delivery.ts";
import { type Done, drainBatch, type OutboxPorts } from "../outbox/drain.ts";
import { settleConversion } from "./conversion/settle-conversion.ts";
import type { GroupCommit } from "./group-commit.ts";
import { noteFailure } from "./note-failure.ts";
import { settleRefused, settleSent, settleUnwanted } from "./settle-order.ts";
import type { ShardState } from "./shard-state.ts";

/** What sending needs beside the shard's tables. */
interface SendingPorts {
  readonly deliver: (delivery: Delivery) => Promise<Outcome>;
  readonly readRules: () => Promise<SiteRules>;
}

/**
 * Sends what waits in one shard, one drain at a time. What a drain has taken is marked in memory only: a shard that
 * dies while it sends starts again with an alarm that was armed before, finds the messages as due as they were, and
 * sends them again.
 */
export class ShardOutbox {
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: OutboxPorts;
  readonly #readRules: SendingPorts["readRules"];
  /** As they were read last. */
  #rules: SiteRules | null = null;
  #running: Promise<void> | null = null;

  constructor(state: ShardState, group: GroupCommit, { deliver, readRules }: SendingPorts) {
    this.#state = state;
    this.#group = group;
    this.#readRules = readRules;
    this.#ports = {
      now: () => clock.now(),
      random: () => Math.random(),
      getBatch: (now, limit) => state.outbox.dueBy(now, limit),
      deliver: (delivery) => this.#tried(deliver, delivery),
      markDone: async (delivery, outcome) => {
        const rules = await this.#newestRules();
        await this.#orWithout(delivery, () => {
          // Also where it was cancelled while it was on its way: it has left all the same.
          state.outbox.remove(delivery);
          this.#settle(delivery, outcome, rules);
        });
      },
      markFailed: (delivery, failures, dueAt) =>
        group.run(() => state.outbox.putOff(delivery, failures, dueAt)),
      markDead: (delivery, failures, failure) =>
        this.#orWithout(delivery, () => {
          if (state.outbox.remove(delivery)) this.#settleDead(delivery, failures, failure);
        }),
    };
  }

  /** When the alarm has to come, in the clock's time. While a drain runs, only in case it is cut off. */
  next(): number {
    const next = this.#state.outbox.next();
    return this.#running === null ? next : Math.max(next, clock.now() + OUTBOX_RESUME_MS);
  }

  /** Resolves when nothing is due. */
  async drain(): Promise<void> {
    while (this.#state.outbox.next() <= clock.now()) {
      this.#running ??= this.#drainBatch();
      await this.#running;
    }
  }

  replay(channel: string, ids: readonly string[] | null): Promise<Replay> {
    return this.#group.run(() => {
      const now = clock.now();
      const letters = this.#state.deadLetters.take(channel, ids);
      for (const letter of letters) {
        this.#state.outbox.add({ ...letter, channel, createdAt: now, failures: 0, dueAt: now });
      }
      return { replayed: letters.length, remaining: this.#state.deadLetters.count(channel) };
    });
  }

  forget(channel: string): Promise<void> {
    return this.#group.run(() => {
      this.#state.outbox.forget(channel);
      this.#state.deadLetters.forget(channel);
    });
  }

  /** A message that cannot even be read is one that fails: it is tried again ever later, and the others go on. */
  async #tried(deliver: SendingPorts["deliver"], delivery: Delivery): Promise<Outcome> {
    try {
      return await deliver(delivery);
    } catch (error) {
      await this.#group.run(() => noteFailure(this.#state, "outbox", error, clock.now()));
      return { kind: "failed", failure: "internal", retryAfterMs: null, isChannelDown: false };
    }
  }

  /** Where what a message came to cannot be written down, it goes all the same: nobody is to get it twice. */
  async #orWithout(delivery: Delivery, settle: () => void): Promise<void> {
    try {
      await this.#group.run(settle);
    } catch (error) {
      await this.#group.run(() => {
        this.#state.outbox.remove(delivery);
        noteFailure(this.#state, "outbox", error, clock.now());
      });
    }
  }

  #settleDead(delivery: Delivery, failures: number, failure: string): void {
    const state = this.#state;
    const { body } = delivery;
    const order = orderIn(body);
    if (order !== null) settleRefused(state, order, failure, clock.now());
    const conversion = conversionIn(body);
    if (conversion !== null) state.conversionResults.add(conversion.destination, "failed");
    state.deadLetters.add({ ...delivery, body: withoutBrowser(body) }, failures, failure, clock.now());
  }

  /** What a message came to is part of the transaction that forgets it. */
  #settle({ body }: Delivery, outcome: Done, rules: SiteRules): void {
    const conversion = conversionIn(body);
    if (conversion !== null) settleConversion(this.#state, conversion, outcome);
    const order = orderIn(body);
    if (order === null) return;
    if (outcome.kind === "delivered") settleSent(this.#state, order, rules, clock.now());
    else settleUnwanted(this.#state, order, clock.now());
  }

  /** What has left must be written down: where the site cannot be asked, by what it said before the message left. */
  async #newestRules(): Promise<SiteRules> {
    try {
      this.#rules = await this.#readRules();
    } catch (error) {
      if (this.#rules === null) throw error;
    }
    return this.#rules;
  }

  async #drainBatch(): Promise<void> {
    try {
      this.#rules = await this.#readRules();
      await drainBatch(this.#ports);
    } finally {
      this.#running = null;
    }
  }
}
