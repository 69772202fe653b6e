import { OUTBOX_BATCH_MAX, OUTBOX_PARALLEL_MAX } from "../../schemas/limits.ts";
import type { Delivery, Failed, Outcome } from "./delivery.ts";
import { nextTryAt } from "./retry-schedule.ts";

/** Nobody waits for the message any more. */
export type Done = Extract<Outcome, { readonly kind: "delivered" | "unwanted" }>;

/** What draining needs. The marks are durable when they resolve. */
export interface OutboxPorts {
  now(): number;
  /** From 0 to 1: spreads what failed together. */
  random(): number;
  /** What is due, the longest waiting first. */
  getBatch(now: number, limit: number): readonly Delivery[];
  /** One try; whatever goes wrong is an outcome. */
  deliver(delivery: Delivery): Promise<Outcome>;
  markDone(delivery: Delivery, outcome: Done): Promise<void>;
  markFailed(delivery: Delivery, failures: number, dueAt: number): Promise<void>;
  markDead(delivery: Delivery, failures: number, failure: string): Promise<void>;
}

const fail = (delivery: Delivery, { failure, retryAfterMs }: Failed, ports: OutboxPorts): Promise<void> => {
  const failures = delivery.failures + 1;
  const { createdAt } = delivery;
  const dueAt = nextTryAt({ createdAt, failedAt: ports.now(), failures, retryAfterMs }, ports.random());
  return dueAt === null
    ? ports.markDead(delivery, failures, failure)
    : ports.markFailed(delivery, failures, dueAt);
};

const mark = (delivery: Delivery, outcome: Outcome, ports: OutboxPorts): Promise<void> => {
  switch (outcome.kind) {
    case "delivered":
    case "unwanted":
      return ports.markDone(delivery, outcome);
    case "postponed":
      return ports.markFailed(delivery, delivery.failures, outcome.until);
    case "refused":
      return ports.markDead(delivery, delivery.failures + 1, outcome.failure);
    case "failed":
      return fail(delivery, outcome, ports);
  }
};

/**
 * Tries one batch of what is due. Nothing is marked before it was tried, so a crash between the two repeats a delivery
 * and never loses one. When a channel is down, the rest of the batch for it fails untried: a dead receiver with many
 * messages must not keep the others waiting for its time limit again and again.
 */
export const drainBatch = async (ports: OutboxPorts): Promise<void> => {
  const waiting = [...ports.getBatch(ports.now(), OUTBOX_BATCH_MAX)];
  const down = new Map<string, Failed>();
  const work = async (): Promise<void> => {
    for (let delivery = waiting.shift(); delivery !== undefined; delivery = waiting.shift()) {
      const outcome = down.get(delivery.channel) ?? (await ports.deliver(delivery));
      if (outcome.kind === "failed" && outcome.isChannelDown) down.set(delivery.channel, outcome);
      await mark(delivery, outcome, ports);
    }
  };
  // All workers must have ended before the next drain may start, also where one has failed.
  const ends = await Promise.allSettled(Array.from({ length: OUTBOX_PARALLEL_MAX }, work));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken !== undefined) throw broken.reason;
};
