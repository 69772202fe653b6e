import type { JobFailures } from "./job-failures.ts";

/** What is kept for a time of its own. */
export const RETENTION_CLASSES = [
  "events",
  "profiles",
  "consent_choices",
  "quarantine",
  "changes",
  "former_keys",
  "dead_letters",
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** What of a class is held beyond its limit. */
export interface Overdue {
  /** Profiles, or rows. */
  readonly count: number;
  /** Epoch milliseconds of what should have gone first; null where nothing should have. */
  readonly oldestAt: number | null;
  /** For how long it should have been gone, milliseconds. */
  readonly lagMs: number;
}

export const NOTHING_OVERDUE: Overdue = { count: 0, oldestAt: null, lagMs: 0 };

/** One thing that should have gone at `dueAt`, or that may stay. */
export const overdueOf = (oldestAt: number, dueAt: number, now: number): Overdue =>
  dueAt < now ? { count: 1, oldestAt, lagMs: now - dueAt } : NOTHING_OVERDUE;

/** Both together: the one that is overdue for longer is named. */
export const sumOverdue = (a: Overdue, b: Overdue): Overdue => ({
  ...(b.lagMs > a.lagMs ? b : a),
  count: a.count + b.count,
});

/** Of one page of a shard's profiles; what is no profile counts with the first page. */
export interface RetentionPage {
  readonly overdue: Readonly<Record<RetentionClass, Overdue>>;
  /** What background work of the shard could not process; with the first page. */
  readonly jobFailures: readonly JobFailures[];
  /** When the last sweep of the shard ended; null before the first. */
  readonly sweptAt: number | null;
  readonly isSweeping: boolean;
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}
