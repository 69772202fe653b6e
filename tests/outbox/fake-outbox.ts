import type { Delivery, Outcome } from "../../worker/outbox/delivery.ts";
import type { OutboxPorts } from "../../worker/outbox/drain.ts";

export const AT = Date.UTC(2026, 10, 25, 12);

export const delivery = (id: string, fields: Partial<Delivery> = {}): Delivery => ({
  id,
  channel: "crm",
  body: `{"message":"${id}"}`,
  createdAt: AT,
  failures: 0,
  dueAt: AT,
  ...fields,
});

export interface Dead {
  readonly id: string;
  readonly failures: number;
  readonly failure: string;
}

/** The machine stopped. */
export class Crash extends Error {}

/** An outbox whose rows survive a crash, a receiver that remembers what it got, and a count of the steps between. */
export class FakeOutbox implements OutboxPorts {
  readonly rows = new Map<string, Delivery>();
  readonly dead: Dead[] = [];
  /** Every request that reached the receiver, in order. */
  readonly sent: string[] = [];
  readonly answer: (delivery: Delivery, tries: number) => Outcome;
  time = AT;
  inFlight = 0;
  mostInFlight = 0;
  #steps = 0;
  #crashAt = Infinity;

  constructor(deliveries: readonly Delivery[], answer: (delivery: Delivery, tries: number) => Outcome) {
    for (const one of deliveries) this.rows.set(one.id, one);
    this.answer = answer;
  }

  /** From now on every step from the given one on fails: the process is gone. */
  crashAtStep(step: number): void {
    this.#steps = 0;
    this.#crashAt = step;
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return 0;
  }

  getBatch(now: number, limit: number): readonly Delivery[] {
    return [...this.rows.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit);
  }

  async deliver(one: Delivery): Promise<Outcome> {
    this.#step();
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    this.sent.push(one.id);
    await Promise.resolve();
    this.inFlight -= 1;
    return this.answer(one, this.sent.filter((id) => id === one.id).length);
  }

  async markDone({ id }: Delivery): Promise<void> {
    this.#step();
    this.rows.delete(id);
  }

  async markFailed(one: Delivery, failures: number, dueAt: number): Promise<void> {
    this.#step();
    this.rows.set(one.id, { ...one, failures, dueAt });
  }

  async markDead({ id }: Delivery, failures: number, failure: string): Promise<void> {
    this.#step();
    this.rows.delete(id);
    this.dead.push({ id, failures, failure });
  }

  get isDue(): boolean {
    return this.getBatch(this.time, 1).length > 0;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps >= this.#crashAt) throw new Crash();
  }
}
