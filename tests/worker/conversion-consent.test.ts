import { describe, expect, test } from "vitest";
import type { ConsentStamp } from "../../schemas/consent.ts";
import { PROFILE_EVENTS_MAX } from "../../schemas/limits.ts";
import { conversionIn } from "../../worker/domain/conversion/conversion-order.ts";
import { advance, DAY, HOUR, MINUTE, NOON, present } from "./clock.ts";
import {
  createTellingSite,
  destinationsOf,
  purchase,
  reportOf,
  settle,
  sha256,
  shop,
  usePlatforms,
} from "./conversion-kit.ts";
import { erase } from "./erasure-kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import { inShard, rowsOf, runAlarms, shardOf } from "./objects.ts";
import { ANALYTICS_ONLY, EVERYTHING, identify, NOTHING, pageView } from "./samples.ts";

const platforms = usePlatforms();

const COUNTS = { sent: 0, failed: 0, cancelled: 0, unmatched: 0, waiting: 0 };
const DOWN = () => new Response(null, { status: 503 });

/** Time goes by, and what was handed to another shard leaves there. */
const advanceTwice = async (ms: number): Promise<void> => {
  await advance(ms);
  await settle();
};

const told = (): string[] => platforms.news().map(({ platform }) => platform);

describe("consent", () => {
  test.each<[string, ConsentStamp, string[]]>([
    ["everything", EVERYTHING, ["ga4", "meta", "tiktok"]],
    ["analytics", ANALYTICS_ONLY, ["ga4"]],
    ["all but analytics", { ...EVERYTHING, analytics_storage: "denied" }, ["meta", "tiktok"]],
    ["all but ad_user_data", { ...EVERYTHING, ad_user_data: "denied" }, ["ga4"]],
    ["all but ad_personalization", { ...EVERYTHING, ad_personalization: "denied" }, ["ga4"]],
    ["all but ad_storage", { ...EVERYTHING, ad_storage: "denied" }, ["ga4"]],
    ["nothing", NOTHING, []],
    ["nothing that was asked for in Germany", {}, []],
  ])("to %s lets a purchase leave for whom it allows", async (_, consent, expected) => {
    const site = await createTellingSite(platforms, ["meta", "ga4", "tiktok"]);
    await shop(site.browser({ consent }), site, [purchase()]);
    await settle();
    expect(told()).toEqual(expected);
  });

  test("that nobody had to give lets it leave, and Global Privacy Control keeps it from ad platforms", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4", "tiktok"]);
    await shop(site.browser({ country: "US", consent: {} }), site, [purchase()]);
    await settle();
    expect(told()).toEqual(["ga4", "meta", "tiktok"]);
    await shop(site.browser({ country: "US", consent: {}, gpc: true }), site, [purchase()]);
    await settle();
    expect(told()).toEqual(["ga4"]);
  });

  test("that a late beacon denies counts, although there is a newer grant", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4"]);
    const ada = site.browser();
    await ada.send([pageView()]);
    const late = { consent: { ...EVERYTHING, ad_user_data: "denied" }, consent_at: present() - HOUR };
    await shop(ada, site, [purchase()], late);
    await settle();
    expect(told()).toEqual(["ga4"]);
  });

  test("that a server states for a purchase counts, and none is the strictest rule's", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4"]);
    const said = { ...purchase(), email: "ada@example.com" };
    await site.server.post("/events", { events: [said] });
    await settle();
    expect(told()).toEqual([]);
    await site.ingest([{ ...purchase(), email: "ada@example.com" }]);
    await settle();
    expect(told()).toEqual(["ga4", "meta"]);
  });
});

describe("a purchase that waits", () => {
  test("is cancelled by a withdrawal, which is proven and counted; another's is not", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4"]);
    platforms.answers(DOWN);
    const [ada, bea] = [site.browser(), site.browser()];
    await shop(ada, site, [purchase()]);
    await shop(bea, site, [purchase({ transaction_id: "1002" })]);
    await settle();
    platforms.answers();
    told();
    await ada.send([], { consent: { ...EVERYTHING, ad_user_data: "denied" } });
    expect(await reportOf(site, "meta")).toMatchObject({
      conversions: { ...COUNTS, cancelled: 1, waiting: 1 },
    });
    await advance(DAY);
    expect(told()).toEqual(["ga4", "ga4", "meta"]);
    const { records } = (await site.server.get(`/consent/log?profile=${ada.visitor}`)).body as {
      records: { cleared: object[] }[];
    };
    expect(records.at(-1)?.cleared).toContainEqual({ place: "messages", removed: 1, at: NOON });
  });

  test("is not told once a rule ends what nobody chose", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    await shop(site.browser({ country: "US", consent: {} }), site, [purchase()]);
    await settle();
    platforms.answers();
    told();
    expect(
      (await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-in" }] })).status,
    ).toBe(200);
    await advance(DAY);
    expect(told()).toEqual([]);
    expect(await reportOf(site, "meta")).toMatchObject({ conversions: { ...COUNTS, cancelled: 1 } });
  });

  test("is gone with whom is erased", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    const ada = site.browser();
    await ada.send([pageView(), identify("ada@example.com")]);
    await shop(ada, site, [purchase()]);
    await settle();
    platforms.answers();
    told();
    await erase(site, { email: "ada@example.com" });
    await advance(DAY);
    expect(told()).toEqual([]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
  });

  test("follows a visitor who became known, and says so", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    const ada = site.browser();
    await shop(ada, site, [purchase()]);
    await settle();
    platforms.answers();
    told();
    const { visitor } = ada;
    await ada.send([identify("ada@example.com")]);
    await advanceTwice(HOUR);
    expect(platforms.news()).toMatchObject([
      {
        body: {
          data: [
            {
              event_id: "1001",
              user_data: { em: [sha256("ada@example.com")], external_id: [sha256(visitor)] },
            },
          ],
        },
      },
    ]);
    expect(await reportOf(site, "meta")).toMatchObject({ conversions: { ...COUNTS, sent: 1 } });
    expect(await rowsOf(site, "outbox")).toEqual([]);
  });

  test("waits for the history that is on its way to the contact", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    const ada = site.browser();
    await ada.send([pageView()]);
    let isLookedFor = false;
    atNextDelivery(async () => {
      await runAlarms(site);
      isLookedFor = true;
      expect(told()).toEqual([]);
    });
    await shop(ada, site, [purchase(), identify("ada@example.com")]);
    expect(isLookedFor).toBe(true);
    await advanceTwice(MINUTE);
    expect(told()).toEqual(["meta"]);
    await advance(DAY);
    expect(told()).toEqual([]);
  });

  test("is taken over once, however often it is handed over", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    await site.ingest([{ ...purchase(), email: "ada@example.com" }]);
    await settle();
    const [row] = await rowsOf(site, "outbox");
    const order = conversionIn(String(row?.["body"]));
    if (order === null) throw new Error("no order");
    await inShard(shardOf(site, order.profile), (shard) => shard.takeConversion(order));
    expect(await rowsOf(site, "outbox")).toEqual([row]);
  });

  test("is not told to a destination that became another kind's", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    const consent: ConsentStamp = { ...EVERYTHING, analytics_storage: "denied" };
    await shop(site.browser({ consent }), site, [purchase()]);
    await settle();
    platforms.answers();
    told();
    const { ga4 } = await destinationsOf(site);
    expect((await site.server.put("/destinations/meta", ga4)).status).toBe(200);
    await advance(DAY);
    expect(told()).toEqual([]);
    const { body } = await site.server.get("/destinations/meta/dead-letters");
    expect(body).toMatchObject({ dead_letters: [{ failure: "kind_mismatch" }] });
  });

  test("is given up once its event was folded away", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    const ada = site.browser();
    await shop(ada, site, [purchase({ at: NOON - MINUTE })]);
    await settle();
    platforms.answers();
    told();
    for (let page = 0; page < PROFILE_EVENTS_MAX / 500; page++) {
      const views = Array.from({ length: 500 }, () => ({ ...pageView(), visitor: ada.visitor }));
      expect((await site.ingest(views)).body).toMatchObject({ accepted: 500 });
    }
    await advance(HOUR);
    expect(told()).toEqual([]);
    const { body } = await site.server.get("/destinations/meta/dead-letters");
    expect(body).toMatchObject({ dead_letters: [{ failure: "event_folded" }] });
  });

  test("follows a contact that was merged into another", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(DOWN);
    await site.ingest([{ ...purchase(), email: "old@example.com" }]);
    await site.ingest([{ ...pageView(), email: "new@example.com" }]);
    await settle();
    platforms.answers();
    told();
    const merging = { from: { email: "old@example.com" }, into: { email: "new@example.com" } };
    expect((await site.server.post("/contacts/merge", merging)).status).toBe(200);
    await advanceTwice(HOUR);
    const news = platforms.news();
    expect(news).toHaveLength(1);
    const { data = [] } = (news[0]?.body ?? {}) as { data?: { user_data: { em: string[] } }[] };
    const em = data.flatMap(({ user_data }) => user_data.em);
    expect(em.toSorted()).toEqual([sha256("new@example.com"), sha256("old@example.com")].toSorted());
  });
});
