import { JOB_RETRY_MS } from "../../schemas/limits-faults.ts";
import { alarmAfter } from "../configuration/alarm-time.ts";
import { clock } from "../configuration/clock.ts";
import { growingWait } from "../domain/growing-wait.ts";
import { logFailure, type ShardJob } from "./note-failure.ts";

/** A kind of work that has failed as a whole. */
interface Rest {
  readonly failures: number;
  /** Real time before which it is not tried again. */
  readonly until: number;
}

/** When kinds of work are due, in the clock's time; Infinity for never. */
export type DueTimes = Readonly<Partial<Record<ShardJob, () => number>>>;

/** The one alarm of a shard, set to the earliest of everything that waits. */
export class ShardAlarm {
  readonly #ctx: DurableObjectState;
  readonly #due: readonly (readonly [string, () => number])[];
  readonly #rests = new Map<string, Rest>();
  #setTo = Infinity;

  constructor(ctx: DurableObjectState, due: DueTimes) {
    this.#ctx = ctx;
    this.#due = Object.entries(due);
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
    for (const [job, dueAt] of this.#due) {
      const next = dueAt();
      if (next !== Infinity) this.#wakeAt(Math.max(this.#restsUntil(job), alarmAfter(next - clock.now())));
    }
  }

  soon(): void {
    this.#wakeAt(Date.now());
  }

  /**
   * Does one kind of work, unless it rests. Where it fails, because the disk does or another object, it alone is left for a
   * while, ever longer. A failing alarm is retried six times and then gone for ever; this one always comes back.
   */
  async run(job: ShardJob, work: () => Promise<void>): Promise<void> {
    const restsUntil = this.#restsUntil(job);
    if (restsUntil > Date.now()) {
      this.#wakeAt(restsUntil);
      return;
    }
    try {
      await work();
      this.#rests.delete(job);
      this.arm();
    } catch (error) {
      logFailure(job, error);
      const failures = this.#rests.get(job)?.failures ?? 0;
      const until = Date.now() + growingWait(JOB_RETRY_MS, failures);
      this.#rests.set(job, { failures: failures + 1, until });
      this.#wakeAt(until);
    }
  }

  #restsUntil(job: string): number {
    return this.#rests.get(job)?.until ?? 0;
  }

  #wakeAt(at: number): void {
    if (at >= this.#setTo) return;
    this.#setTo = at;
    this.#ctx.waitUntil(this.#ctx.storage.setAlarm(at));
  }
}
