import type { Job } from "../domain/job-failures.ts";
import type { ShardState } from "./shard-state.ts";

/** Where it happened. What errors say may quote data. */
const placesOf = (error: unknown): string =>
  error instanceof Error
    ? [error.name, ...(error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line))].join("\n")
    : "unknown";

/** Background work of a shard: `pushes` is what keeps the lists of destinations. */
export type ShardJob = Job | "pushes";

/** The trace for whoever runs the instance. */
export const logFailure = (job: ShardJob, error: unknown): void => {
  // oxlint-disable-next-line no-console -- nobody waits for an answer of background work
  console.error(`background work failed: ${job}`, placesOf(error));
};

/** Counts what background work could not process; part of the transaction it is called in. */
export const noteFailure = (state: ShardState, job: Job, error: unknown, now: number): void => {
  logFailure(job, error);
  state.jobFailures.add(job, now);
};
