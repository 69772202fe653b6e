import { ORDERED } from "../domain/journey/message-order.ts";
import type { QueuedMessages } from "../domain/journey/journey-progress.ts";

const ordersIn = (table: "outbox" | "dead_letter", what: "waiting" | "parked"): string =>
  `SELECT json_extract(body, '$.data.step') AS step, '${what}' AS what FROM ${table}
     WHERE instr(body, ?1) > 0 AND iif(json_valid(body), json_extract(body, '$.data.journey'), NULL) = ?2`;

/** Messages of a journey that wait for their channel, or were given up, by step. */
export const queuedMessages = (sql: SqlStorage, journey: string): QueuedMessages[] =>
  sql
    .exec<QueuedMessages & Record<string, SqlStorageValue>>(
      `SELECT step, sum(what = 'waiting') AS waiting, sum(what = 'parked') AS parked
         FROM (${ordersIn("outbox", "waiting")} UNION ALL ${ordersIn("dead_letter", "parked")})
         GROUP BY step ORDER BY step`,
      `"type":"${ORDERED}"`,
      journey,
    )
    .toArray();
