import { Pool } from "pg";
import { CREATE_TABLE, type EventStore, type PeerEvent } from "./event-store.ts";

const CONNECTIONS = 16;
const INSERT = {
  name: "insert",
  text: "INSERT INTO event VALUES ($1, $2, $3, $4, $5)",
} as const;

const valuesOf = (visitor: string, event: PeerEvent): unknown[] => [
  event.id,
  visitor,
  event.at,
  event.type,
  JSON.stringify(event),
];

export const openPostgres = async (address: string): Promise<EventStore> => {
  const pool = new Pool({ connectionString: address, max: CONNECTIONS });
  await pool.query(CREATE_TABLE);
  return {
    store: async (visitor, events) => {
      const [only, ...others] = events;
      // A statement alone is its own transaction.
      if (only !== undefined && others.length === 0) {
        await pool.query({ ...INSERT, values: valuesOf(visitor, only) });
        return;
      }
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        for (const event of events) await client.query({ ...INSERT, values: valuesOf(visitor, event) });
        await client.query("COMMIT");
        client.release();
      } catch (error) {
        // Closed, and what it began with it.
        client.release(true);
        throw error;
      }
    },
  };
};
