import { DAY_MS } from "../../../schemas/limits.ts";
import { PUSH_REFUSED_RETRY_MS } from "../../../schemas/limits-destination.ts";
import { nextTryAt } from "../retry-schedule.ts";
import type { PushBatch } from "./audience-platform.ts";
import { later, LIST_TOO_SMALL, type PushFailed, type PushOutcome } from "./push-outcome.ts";

export type PushOp = PushBatch["op"];
type Accepted = Extract<PushOutcome, { readonly kind: "accepted" }>;

/** Why a run ended before everything was sent. */
export interface PushFailure {
  readonly op: PushOp;
  readonly outcome: PushFailed;
}

/** What pushing to one destination needs. `Row` is somebody as the list knows them. */
export interface PushPorts<Row> {
  /** The next batch, on disk as it is to be sent when it resolves; empty where nothing of the kind waits, or something has to be removed first. */
  take(op: PushOp): Promise<readonly Row[]>;
  /** Whether anything waits to be removed. */
  hasRemovals(): boolean;
  /** One try; whatever goes wrong is an outcome. */
  send(op: PushOp, rows: readonly Row[]): Promise<PushOutcome>;
  /** Notes what the platform took, on disk when it resolves. */
  settle(op: PushOp, rows: readonly Row[], outcome: Accepted): Promise<void>;
}

const pushKind = async <Row>(op: PushOp, ports: PushPorts<Row>): Promise<PushFailure | null> => {
  for (let rows = await ports.take(op); rows.length > 0; rows = await ports.take(op)) {
    const outcome = await ports.send(op, rows);
    if (outcome.kind !== "accepted") return { op, outcome };
    const again = new Set(outcome.again);
    await ports.settle(
      op,
      rows.filter((_, index) => !again.has(index)),
      outcome,
    );
    if (again.size > 0) return { op, outcome: later("partly_refused") };
  }
  return null;
};

/**
 * Sends all that waits, removals first. Nothing is settled before it was tried, so a crash between the two repeats a batch
 * and never loses one: platforms take the same batch twice. Null where everything was taken.
 */
export const runPush = async <Row>(mayAdd: boolean, ports: PushPorts<Row>): Promise<PushFailure | null> => {
  do {
    const removal = await pushKind("remove", ports);
    // Whom a list is too small to lose it may lose once others have come.
    if (removal !== null && removal.outcome.reason !== LIST_TOO_SMALL) return removal;
    const addition = mayAdd ? await pushKind("add", ports) : null;
    if (removal !== null || addition !== null) return removal ?? addition;
    // What is brought is looked at again, and some of it turns out to be something that must go first.
  } while (ports.hasRemovals());
  return null;
};

/** When a destination may be called again: for additions, and for removals. */
export interface PushBackoff {
  readonly addsFrom: number;
  readonly removesFrom: number;
}

/**
 * A destination that asks for time is left alone. One that refuses what is added still hears at once of whom it has to
 * forget. `failures` counts this one, `since` is when the first one was; `jitter` is from 0 to 1.
 */
export const backoffAfter = (
  { op, outcome }: PushFailure,
  { failures, since, now }: { readonly failures: number; readonly since: number; readonly now: number },
  jitter: number,
): PushBackoff => {
  if (outcome.kind === "refused") {
    const until = now + PUSH_REFUSED_RETRY_MS;
    return { addsFrom: until, removesFrom: op === "remove" ? until : 0 };
  }
  const { retryAfterMs } = outcome;
  // Unlike a message, a list is never given up: what is not told today has to be told tomorrow.
  const until =
    nextTryAt({ createdAt: since, failedAt: now, failures, retryAfterMs }, jitter) ?? now + DAY_MS;
  return { addsFrom: until, removesFrom: until };
};
