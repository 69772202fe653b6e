import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { PeerEvent } from "./event-store.ts";
import { openPostgres } from "./postgres-store.ts";
import { openSqlite } from "./sqlite-store.ts";

// Run as a process: what it stores in, where that is, the port to listen on.
const [, , kind = "", place = "", port = ""] = process.argv;
const events = kind === "postgres" ? await openPostgres(place) : openSqlite(place);

const app = new Hono();
app.get("/readyz", (context) => context.text("ok"));
app.post("/h/:site/e", async (context) => {
  const beacon = await context.req.json<{ events: readonly PeerEvent[] }>();
  await events.store(context.req.header("cookie") ?? "", beacon.events);
  return context.json({ accepted: beacon.events.length, duplicate: 0, rejected: [], dropped: [] });
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(port) });
