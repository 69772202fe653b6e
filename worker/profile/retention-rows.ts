import {
  CHANGE_RETENTION_MS,
  DEAD_LETTER_RETENTION_MS,
  QUARANTINE_RETENTION_MS,
} from "../../schemas/limits.ts";
import { NOTHING_OVERDUE, type Overdue } from "../domain/retention-figures.ts";

/** Rows with a time that are kept for the same time at every site. */
const CLASSES = {
  quarantine: { key: "slot", time: "at", table: "quarantine", keptMs: QUARANTINE_RETENTION_MS },
  former_keys: {
    key: "profile, digest",
    time: "dropped_at",
    table: "former_key",
    keptMs: CHANGE_RETENTION_MS,
  },
  dead_letters: {
    key: "channel, died_at, id",
    time: "died_at",
    table: "dead_letter",
    keptMs: DEAD_LETTER_RETENTION_MS,
  },
} as const;
export type RowClass = keyof typeof CLASSES;
export const ROW_CLASSES = Object.keys(CLASSES) as readonly RowClass[];

export const overdueRows = (sql: SqlStorage, name: RowClass, now: number): Overdue => {
  const { table, time, keptMs } = CLASSES[name];
  const { count, oldest } = sql
    .exec<{ count: number; oldest: number | null }>(
      `SELECT count(*) AS count, min(${time}) AS oldest FROM ${table} WHERE ${time} < ?`,
      now - keptMs,
    )
    .one();
  return oldest === null ? NOTHING_OVERDUE : { count, oldestAt: oldest, lagMs: now - keptMs - oldest };
};

/** Deletes what is too old of a class, up to a bound. Returns how many rows that were. */
export const deleteRows = (sql: SqlStorage, name: RowClass, now: number, limit: number): number => {
  const { key, table, time, keptMs } = CLASSES[name];
  const rows = sql
    .exec(
      `DELETE FROM ${table} WHERE (${key}) IN
         (SELECT ${key} FROM ${table} WHERE ${time} < ? ORDER BY ${key} LIMIT ?) RETURNING 1 AS gone`,
      now - keptMs,
      limit,
    )
    .toArray();
  return rows.length;
};
