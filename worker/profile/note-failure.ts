import type { Job } from "../domain/job-failures.ts";
import type { ShardState } from "./shard-state.ts";

/** Where it happened. What errors say may quote data. */
const placesOf = (error: unknown): string =>
  error instanceof Error
    ? [error.name, ...(error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line))].join("\n")
    : "unknown";

/** The trace for whoever runs the instance. */
export const logFailure = (job: Job | "pushes", error: unknown): void => {
  // oxlint-disable-next-line no-console -- nobody waits for an answer of background work
  console.error(`background work failed: ${job}`, placesOf(error));
};

/** Counts what background work could not process; part of the transaction it is called in. */
export const noteFailure = (state: ShardState, job: Job, error: unknown, now: number): void => {
  logFailure(job, error);
  state.jobFailures.add(job, now);
};

/** What a walk makes of one row; a row that nothing can be made of is counted and passed over. */
export const orPassOver = <T>(state: ShardState, job: Job, now: number, read: () => T | null): T | null => {
  try {
    return read();
  } catch (error) {
    noteFailure(state, job, error, now);
    return null;
  }
};
