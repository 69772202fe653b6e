/** Work that shards do by themselves. */
export const JOBS = ["timers", "outbox", "sweep", "retention"] as const;
export type Job = (typeof JOBS)[number];

/** How often work met something that it could not process. Nobody is named. */
export interface JobFailures {
  readonly job: Job;
  readonly failures: number;
  readonly lastAt: number;
}

/** Of all shards together, one for each job that failed anywhere. */
export const sumJobFailures = (counted: readonly JobFailures[]): JobFailures[] =>
  JOBS.flatMap((job) => {
    const ofJob = counted.filter((one) => one.job === job);
    if (ofJob.length === 0) return [];
    const failures = ofJob.reduce((sum, one) => sum + one.failures, 0);
    return [{ job, failures, lastAt: Math.max(...ofJob.map(({ lastAt }) => lastAt)) }];
  });
