import type { Job, JobFailures } from "../domain/job-failures.ts";

type Row = { job: Job; failures: number; last_at: number };

/** How often background work of a shard met a row that it could not process. It went on without that row. */
export class JobFailureStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(job: Job, at: number): void {
    this.#sql.exec(
      `INSERT INTO job_failure VALUES (?1, 1, ?2)
         ON CONFLICT (job) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at`,
      job,
      at,
    );
  }

  all(): JobFailures[] {
    return this.#sql
      .exec<Row>("SELECT job, failures, last_at FROM job_failure ORDER BY job")
      .toArray()
      .map(({ last_at: lastAt, ...counted }) => ({ ...counted, lastAt }));
  }
}
