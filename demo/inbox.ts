import { Hono } from "hono";
import { type InboxMessage, inboxPage } from "./pages/inbox.ts";
import { DEMO_SITE } from "./seed.ts";
import type { ShopPorts } from "./shop-ports.ts";

/** No script runs, nothing is of the shop's origin; style and pictures are as mail programs allow them. */
const LETTER_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src * data:",
  "frame-ancestors 'self'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");

const readMessages = async ({ askHalley }: ShopPorts): Promise<InboxMessage[] | null> => {
  const answer = await askHalley(`/v1/sites/${DEMO_SITE}/inbox`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`inbox ${answer.status}`);
  const { messages } = await answer.json<{ messages: InboxMessage[] }>();
  return messages;
};

/** What would have been sent. Only for development: where Halley keeps no messages, the page is not there. */
export const createInbox = (): Hono<{ Bindings: ShopPorts }> => {
  const inbox = new Hono<{ Bindings: ShopPorts }>();

  inbox.get("/", async (c) => {
    const messages = await readMessages(c.env);
    if (messages === null) return c.notFound();
    return c.html(inboxPage(messages, c.req.query("message")), 200, { "cache-control": "no-store" });
  });

  inbox.get("/:id/html", async (c) => {
    const messages = await readMessages(c.env);
    const letter = messages?.find(({ id }) => id === c.req.param("id"))?.html ?? null;
    if (letter === null) return c.notFound();
    return c.html(`<!doctype html><base target="_blank">${letter}`, 200, {
      "cache-control": "no-store",
      "content-security-policy": LETTER_POLICY,
    });
  });
  return inbox;
};
