import { expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite } from "./kit.ts";
import { useReceiver } from "./receiver.ts";
import { event, EVERYTHING, JOURNEY } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

const FROM = "ada@old.example";
const INTO = "ada@new.example";
const MAILS = { ...EVERYTHING, email_marketing: "granted" } as const;
const send = (id: string) => ({ id, send: { channel: "crm", purpose: "email_marketing" } as const });
const WELCOME: JourneyInput = {
  ...JOURNEY,
  steps: [{ wait: "1h" }, send("a"), { wait: "24h" }, send("b")],
};

test("a message that the other contact got since a merge does not come again when both are apart", async () => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", WELCOME)).status).toBe(201);
  await site.ingest([event("sign_up", { email: FROM }), event("login", { email: INTO })], { consent: MAILS });
  const { body } = await site.server.post("/contacts/merge", {
    from: { email: FROM },
    into: { email: INTO },
  });
  await advance(2 * HOUR);
  expect(receiver.received).toHaveLength(1);
  expect((await site.server.delete(`/contacts/merges/${(body as { merge: string }).merge}`)).status).toBe(
    200,
  );
  await advance(48 * HOUR);
  expect(receiver.received).toHaveLength(1);
  expect((await site.contact(FROM)).outreach.journeys).toEqual([]);
});
