import { expect, test } from "vitest";
import { advance, HOUR, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import { evictShards, inShard, rowsOf, shardOf } from "./objects.ts";
import { identify, pageView, VIEWERS } from "./samples.ts";

const identified = async () => {
  const site = await createSite();
  await site.putAudience("viewers", { ...VIEWERS, of: "contacts" });
  const ada = site.browser();
  await ada.send([pageView(), identify("ada@example.com")]);
  return { site, ada, contact: await site.lookUp("email=ada%40example.com") };
};

test("a late beacon for the old id is stored in the contact, once", async () => {
  const { site, ada, contact } = await identified();
  await evictShards(site);
  await advance(HOUR);
  const late = { ...pageView("/late"), at: NOON };
  expect((await ada.send([late])).body).toEqual({ accepted: 1, duplicate: 0, rejected: [], dropped: [] });
  expect((await ada.send([late])).body).toEqual({ accepted: 0, duplicate: 1, rejected: [], dropped: [] });
  const { events } = await site.profile(contact);
  expect(events.filter(({ id }) => id === late.id)).toHaveLength(1);
  expect(events).toHaveLength(3);
  expect((await rowsOf(site, "profile")).map(({ id }) => id)).toEqual([contact]);
});

test("a server's event for the old id is stored in the contact", async () => {
  const { site, ada, contact } = await identified();
  const view = { ...pageView(), visitor: ada.visitor };
  await site.ingest([view]);
  expect((await site.profile(contact)).events.map(({ id }) => id)).toContain(view.id);
});

test("an anonymous id whose visitor became a contact leads to the contact", async () => {
  const site = await createSite();
  await site.ingest([{ ...pageView(), anonymous_id: "crm-1" }]);
  await site.ingest([{ ...identify("ada@example.com"), anonymous_id: "crm-1" }]);
  expect(await site.lookUp("anonymous_id=crm-1")).toBe(await site.lookUp("email=ada%40example.com"));
});

test("reads of the old id answer for the contact", async () => {
  const { site, ada, contact } = await identified();
  expect((await site.server.get(`/profiles/lookup?visitor=${ada.visitor}`)).body).toEqual({
    profile: contact,
    kind: "contact",
  });
  expect(await site.profile(ada.visitor)).toEqual(await site.profile(contact));
  expect((await site.server.get(`/profiles/${ada.visitor}/audiences`)).body).toMatchObject({
    profile: contact,
    audiences: [{ id: "viewers", member: true }],
  });
});

test("the browser keeps its visitor id", async () => {
  const { ada } = await identified();
  const before = ada.cookie;
  await ada.send([pageView()]);
  expect(ada.cookie).toBe(before);
});

test("a profile on its way to its contact is found", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  const answers: number[] = [];
  atNextDelivery(async () => {
    answers.push((await site.server.get(`/profiles/${ada.visitor}`)).status);
  });
  await ada.send([identify("ada@example.com")]);
  expect(answers).toEqual([200]);
  expect((await site.profile(ada.visitor)).events).toHaveLength(2);
});

test("what the contact's shard answers is passed on without what the runtime added for its receiver", async () => {
  const { site, ada } = await identified();
  const { visitor } = ada;
  const spectator = { profile: visitor, isDenied: false, gpc: null, browser: visitor };
  const symbols = await inShard(shardOf(site, visitor), async (shard) =>
    [
      await shard.decide({ ...spectator, placements: ["hero"], wantsAudiences: false }, 0),
      await shard.confirm({ ...spectator, id: "unknown", state: "viewable" }, 0),
      await shard.leadsTo(visitor),
      await shard.preferences(visitor, 0),
    ].flatMap((answer) => (answer === null ? ["nothing"] : Object.getOwnPropertySymbols(answer).map(String))),
  );
  expect(symbols).toEqual([]);
});
