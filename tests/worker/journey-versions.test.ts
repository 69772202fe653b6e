import { beforeEach, describe, expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { JOURNEY_VERSIONS_CLEARED_MAX } from "../../schemas/limits-outreach.ts";
import { advance, DAY, HOUR } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { inShard, rowsOf, shardOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { event, JOURNEY } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();
beforeEach(() => receiver.answersWith());

const ADA = "ada@shop.example";
const BEN = "ben@shop.example";
const SEND = { channel: "crm" } as const;

const journey = (name: string, wait: string): JourneyInput => ({
  ...JOURNEY,
  name,
  steps: [{ wait }, { id: "a", send: SEND }],
});

const createShop = async (first: JourneyInput): Promise<TestSite> => {
  const site = await createSite();
  await site.server.put("/channels/crm", WEBHOOK);
  expect((await site.server.put("/journeys/welcome", first)).status).toBe(201);
  return site;
};

const signUp = (site: TestSite, email: string): Promise<unknown> =>
  site.ingest([event("sign_up", { email })]);

const versions = async (site: TestSite): Promise<number[]> =>
  [...new Set((await rowsOf(site, "journey_version")).map(({ version }) => Number(version)))].toSorted(
    (a, b) => a - b,
  );

/** Until after the daily sweep. */
const sweep = async (): Promise<void> => {
  await advance(DAY);
  await advance(HOUR);
};

describe("a version of a journey", () => {
  test("is kept while somebody follows it, and goes with the next sweep after that", async () => {
    const site = await createShop(journey("First", "3d"));
    await signUp(site, ADA);
    await site.server.put("/journeys/welcome", journey("Second", "30d"));
    await signUp(site, BEN);
    await sweep();
    expect(await versions(site)).toEqual([1, 2]);
    await advance(2 * DAY);
    await sweep();
    expect(await versions(site)).toEqual([2]);
    expect((await site.contact(ADA)).outreach.journeys_ended).toMatchObject([{ end: "completed" }]);
    expect((await site.contact(BEN)).outreach.journeys).toHaveLength(1);
  });

  test("is kept again for whoever comes in after it was cleared", async () => {
    const site = await createShop(journey("First", "2h"));
    await signUp(site, ADA);
    await sweep();
    expect(await versions(site)).toEqual([]);
    await signUp(site, ADA);
    await site.server.put("/journeys/welcome", journey("Second", "30d"));
    await advance(2 * HOUR);
    expect(receiver.received).toHaveLength(2);
  });

  test("is kept while a message waits for its channel or is parked, and then sent by it", async () => {
    const site = await createShop(journey("First", "1h"));
    receiver.answers(() => new Response(null, { status: 503 }));
    await signUp(site, ADA);
    await advance(HOUR);
    await site.server.put("/journeys/welcome", { ...journey("Second", "1h"), steps: [{ wait: "1h" }] });
    await sweep();
    expect(await versions(site)).toEqual([1]);
    receiver.answersWith(410);
    await sweep();
    expect(await rowsOf(site, "dead_letter")).toHaveLength(1);
    await sweep();
    expect(await versions(site)).toEqual([1]);
    receiver.received = [];
    receiver.answersWith();
    await site.server.post("/channels/crm/dead-letters/replay", {});
    await advance(HOUR);
    expect(receiver.received).toHaveLength(1);
    await sweep();
    expect(await versions(site)).toEqual([]);
  });

  test("is kept for a contact whose merge can be undone", async () => {
    const site = await createShop(journey("First", "20d"));
    await signUp(site, ADA);
    const from = await site.lookUp(`email=${ADA}`);
    await site.ingest([event("page_view", { email: BEN })]);
    await site.server.put("/journeys/welcome", journey("Second", "1h"));
    const body = { from: { email: ADA }, into: { email: BEN } };
    const { merge } = (await site.server.post("/contacts/merge", body)).body as { merge: string };
    await sweep();
    const kept = await inShard(shardOf(site, from), (_, { storage: { sql } }) =>
      sql.exec<{ version: number }>("SELECT version FROM journey_version").toArray(),
    );
    expect(kept).toEqual([{ version: 1 }]);
    await site.server.delete(`/contacts/merges/${merge}`);
    await advance(20 * DAY);
    expect((await site.profile(from)).outreach.journeys_ended).toMatchObject([{ end: "completed" }]);
    await sweep();
    await advance(30 * DAY);
    await sweep();
    expect(await versions(site)).toEqual([]);
  });

  test("goes with at most so many others in one sweep", async () => {
    const site = await createShop(journey("First", "30d"));
    await signUp(site, ADA);
    const contact = await site.lookUp(`email=${ADA}`);
    const count = () =>
      inShard(shardOf(site, contact), (_, { storage: { sql } }) =>
        Number(sql.exec("SELECT count(*) AS count FROM journey_version").one()["count"]),
      );
    await inShard(shardOf(site, contact), (_, { storage: { sql } }) => {
      for (let n = 0; n < JOURNEY_VERSIONS_CLEARED_MAX + 1; n += 1) {
        sql.exec("INSERT INTO journey_version VALUES ('gone', ?, '{}')", n);
      }
    });
    await sweep();
    expect(await count()).toBe(2);
    await sweep();
    expect(await count()).toBe(1);
  });
});
