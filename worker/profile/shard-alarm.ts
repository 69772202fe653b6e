import { alarmAfter } from "../configuration/alarm-time.ts";
import { clock } from "../configuration/clock.ts";

/** After a failed alarm nothing that is overdue is tried again before. */
const RETRY_MS = 5_000;

/** The one alarm of a shard, set to the earliest of everything that waits. */
export class ShardAlarm {
  readonly #ctx: DurableObjectState;
  /** When the next thing is due, in the clock's time; Infinity for nothing. */
  readonly #nextDue: () => number;
  #setTo = Infinity;
  /** Real time before which it does not ring for what has just failed. */
  #restsUntil = 0;

  constructor(ctx: DurableObjectState, nextDue: () => number) {
    this.#ctx = ctx;
    this.#nextDue = nextDue;
  }

  /** Learns what was set before the object came to memory. */
  async restore(): Promise<void> {
    this.#setTo = (await this.#ctx.storage.getAlarm()) ?? Infinity;
  }

  /** It has rung: nothing is set any more. */
  rang(): void {
    this.#setTo = Infinity;
  }

  /** Timers and messages are in the clock's time, alarms in real time: the wait is the same. */
  arm(): void {
    const next = this.#nextDue();
    if (next !== Infinity) this.#wakeAt(Math.max(this.#restsUntil, alarmAfter(next - clock.now())));
  }

  soon(): void {
    this.#wakeAt(Date.now());
  }

  /** A failing alarm is retried six times and then gone for ever; this one always comes back. */
  retry(): void {
    this.#restsUntil = Date.now() + RETRY_MS;
    this.#wakeAt(this.#restsUntil);
  }

  #wakeAt(at: number): void {
    if (at >= this.#setTo) return;
    this.#setTo = at;
    this.#ctx.waitUntil(this.#ctx.storage.setAlarm(at));
  }
}
