import { expect, test } from "vitest";
import { putCampaign } from "./campaign-kit.ts";
import { createSite } from "./kit.ts";
import { event, EVERYTHING, pageView, VIEWERS } from "./samples.ts";

const unless = (type: string) => ({
  ...VIEWERS,
  include: { and: [{ event: "page_view", within: "7d" }, { not: { event: type, within: "30d" } }] },
});

test("whoever leaves by the goal of a campaign has converted for the audience of the campaign", async () => {
  const site = await createSite();
  await site.putAudience("aimed", unless("sign_up"));
  await site.putAudience("spared", unless("sign_up"));
  await putCampaign(site, { audience: "aimed", goal: { event: "sign_up" } });
  await site.ingest([{ ...pageView(), anonymous_id: "a" }]);
  const since = [(await site.members("aimed")).cursor, (await site.members("spared")).cursor] as const;
  await site.ingest([{ ...event("sign_up"), anonymous_id: "a" }]);
  expect((await site.changes("aimed", since[0])).rows).toMatchObject([{ op: "exit", reason: "converted" }]);
  expect((await site.changes("spared", since[1])).rows).toMatchObject([{ op: "exit", reason: "left" }]);
});

test("whoever leaves by a purchase has converted", async () => {
  const site = await createSite();
  await site.putAudience("known", unless("purchase"));
  await site.putAudience("spared", unless("refund"));
  await site.ingest([{ ...pageView(), anonymous_id: "a" }]);
  const since = [(await site.members("known")).cursor, (await site.members("spared")).cursor] as const;
  await site.ingest([{ ...event("purchase", { transaction_id: "t1" }), anonymous_id: "a" }]);
  await site.ingest([{ ...event("refund"), anonymous_id: "a" }]);
  expect((await site.changes("known", since[0])).rows).toMatchObject([{ op: "exit", reason: "converted" }]);
  expect((await site.changes("spared", since[1])).rows).toMatchObject([{ op: "exit", reason: "left" }]);
});

test("whoever leaves by a purchase that is told as history has left", async () => {
  const site = await createSite();
  await site.putAudience("known", unless("purchase"));
  await site.ingest([{ ...pageView(), anonymous_id: "a" }]);
  const { cursor } = await site.members("known");
  const events = [{ ...event("purchase", { transaction_id: "t1" }), anonymous_id: "a" }];
  const told = await site.server.post("/events?import=1", { consent: EVERYTHING, region: "DE", events });
  expect(told.body).toMatchObject({ accepted: 1 });
  expect((await site.changes("known", cursor)).rows).toMatchObject([{ op: "exit", reason: "left" }]);
});
