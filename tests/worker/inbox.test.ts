import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { INBOX_MESSAGES_MAX } from "../../schemas/limits-outreach.ts";
import { createApp } from "../../worker/app.ts";
import type { InboxEntry } from "../../worker/domain/inbox-entry.ts";
import type { ApiReference } from "../../worker/http/reference.ts";
import type { SnippetBundle } from "../../worker/http/browser/snippet.ts";
import { inboxEntryOf } from "../../worker/outbox/inbox-entry-of.ts";
import { ShardState } from "../../worker/profile/shard-state.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, inShard, shardsOf } from "./objects.ts";

const letter = (id: string, at: number): InboxEntry =>
  inboxEntryOf(
    {
      medium: "email",
      id,
      contact: "c00abc",
      to: "ada@example.com",
      subject: "Boots",
      html: "<b>Boots</b>",
      text: "Boots",
      headers: {},
    },
    at,
  );

const keep = (site: TestSite, shard: number, ...entries: InboxEntry[]): Promise<void> =>
  inShard(shardsOf(site)[shard]!, (_, { storage }) => {
    const { inbox } = new ShardState(storage.sql, site.id, env.HALLEY_SECRET);
    for (const entry of entries) inbox.add(entry);
  });

const idsOf = async (site: TestSite, query = ""): Promise<string[]> => {
  const { body } = await site.server.get(`/inbox${query}`);
  return (body as { messages: InboxEntry[] }).messages.map(({ id }) => id);
};

test("messages of all shards are shown, the newest first, each once", async () => {
  const site = await createSite();
  await keep(site, 2, letter("a", NOON), letter("c", NOON + 2));
  await keep(site, 3, letter("b", NOON + 1), letter("b", NOON + 1));
  expect(await idsOf(site)).toEqual(["c", "b", "a"]);
  expect(await idsOf(site, "?limit=1")).toEqual(["c"]);
  expect((await site.server.get("/inbox?limit=0")).status).toBe(400);
  const { body } = await site.server.get("/inbox");
  expect(body).toMatchObject({ messages: [letter("c", NOON + 2), {}, {}] });
});

test("addresses and texts rest sealed", async () => {
  const site = await createSite();
  await keep(site, 2, letter("a", NOON));
  const held = JSON.stringify(await dump(site));
  expect(held).not.toContain("ada@example.com");
  expect(held).not.toContain("Boots");
});

test("of too many the oldest go", async () => {
  const site = await createSite();
  const entries = Array.from({ length: INBOX_MESSAGES_MAX + 1 }, (_, number) =>
    letter(`m${number}`, NOON + number),
  );
  await keep(site, 2, ...entries);
  const ids = await idsOf(site);
  expect(ids).toHaveLength(INBOX_MESSAGES_MAX);
  expect(ids).not.toContain("m0");
});

test.each([
  [{ CLOCK: "manual" }, 200],
  [{ CLOCK: "", DEVELOPMENT: "on" }, 200],
  [{ CLOCK: "" }, 404],
])("with %j its route answers %i", async (environment, status) => {
  const site = await createSite();
  const answer = await createApp({} as SnippetBundle, new Set(), {} as ApiReference).request(
    `/v1/sites/${site.id}/inbox`,
    { headers: { authorization: `Bearer ${env.ADMIN_KEY}` } },
    { ...env, ...environment },
  );
  expect(answer.status).toBe(status);
});
