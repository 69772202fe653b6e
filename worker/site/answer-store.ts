import {
  ANSWER_ABANDONED_MS,
  ANSWER_LIFE_MS,
  ANSWERS_KEPT_MAX,
  ANSWERS_LENGTH_MAX,
} from "../../schemas/limits-api.ts";
import type { KnownAnswer } from "../domain/site-rpc.ts";

type Row = { fingerprint: string; at: number; sealed: string | null };

/** Answers to requests that may be sent again, by digests of who asked and under which key. */
export class AnswerStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What is known of a request; one that is new is running from now on. */
  begin(name: string, fingerprint: string, isAboutProfile: boolean, now: number): KnownAnswer {
    this.#sql.exec("DELETE FROM kept_answer WHERE at <= ?", now - ANSWER_LIFE_MS);
    const [known] = this.#sql
      .exec<Row>("SELECT fingerprint, at, sealed FROM kept_answer WHERE name = ?", name)
      .toArray();
    if (known !== undefined && known.fingerprint !== fingerprint) return { kind: "other" };
    if (known !== undefined && known.sealed !== null) return { kind: "kept", sealed: known.sealed };
    if (known !== undefined && known.at > now - ANSWER_ABANDONED_MS) return { kind: "running" };
    this.#sql.exec(
      `INSERT INTO kept_answer (name, fingerprint, at, about_profile) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
      name,
      fingerprint,
      now,
      isAboutProfile ? 1 : 0,
    );
    return { kind: "new" };
  }

  /** Keeps an answer; null forgets that the request was ever made. */
  keep(name: string, sealed: string | null): void {
    if (sealed === null) this.#sql.exec("DELETE FROM kept_answer WHERE name = ?", name);
    else this.#write(name, sealed);
  }

  /** Forgets answers that name a profile, and those that are under way and would. */
  forgetProfiles(): void {
    this.#sql.exec("DELETE FROM kept_answer WHERE about_profile = 1");
  }

  #write(name: string, sealed: string): void {
    this.#sql.exec(
      "UPDATE kept_answer SET sealed = ?, length = ? WHERE name = ?",
      sealed,
      sealed.length,
      name,
    );
    // The newest, as many as may be and as fit.
    this.#sql.exec(
      `DELETE FROM kept_answer WHERE id IN (
         SELECT id FROM (
           SELECT id, row_number() OVER newest AS number, sum(length) OVER newest AS total
             FROM kept_answer WINDOW newest AS (ORDER BY at DESC, id DESC)
         ) WHERE number > ? OR total > ?)`,
      ANSWERS_KEPT_MAX,
      ANSWERS_LENGTH_MAX,
    );
  }
}
