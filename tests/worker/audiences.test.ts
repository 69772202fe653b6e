import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { AUDIENCES_PER_SITE_MAX, SWEEP_PROFILES_PER_SLICE } from "../../schemas/limits.ts";
import { advance, DAY, HOUR, NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, rowsOf, runAlarms, storedMembers } from "./objects.ts";
import { addToCart, CART_ABANDONERS, type Definition, event, pageView, VIEWERS } from "./samples.ts";

const visitors = (count: number, type = "page_view") =>
  Array.from({ length: count }, (_, i) => ({ ...event(type), anonymous_id: `crm-${i}` }));

/** Runs alarms until every shard has walked over its profiles. */
const warmUp = async (site: TestSite, audience: string): Promise<void> => {
  for (let round = 0; round < 20; round++) {
    const { body } = await site.server.get(`/audiences/${audience}`);
    if ((body as { status: string }).status === "ready") return;
    await runAlarms(site);
  }
  throw new Error("the audience never got ready");
};

describe("a new audience", () => {
  test("is answered with its version, and finds the members there already are", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([addToCart()]);
    await advance(2 * HOUR);
    const answer = await site.server.put("/audiences/abandoners", CART_ABANDONERS);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: { id: "abandoners", version: 1, status: "ready", size: 1 },
    });
    expect((await site.members("abandoners")).rows).toEqual([
      { profile: ada.visitor, entered_at: NOON + HOUR, next_flip_at: NOON + 7 * DAY },
    ]);
    await advance(7 * DAY);
    expect(await site.exported("abandoners")).toEqual([]);
  });

  test("counts down for visitors who were there before it", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([addToCart()]);
    await site.putAudience("abandoners", CART_ABANDONERS);
    await advance(HOUR);
    expect(await site.exported("abandoners")).toEqual([ada.visitor]);
  });

  test("is warming until more profiles than one slice were seen, and then complete", async () => {
    const count = 1_200;
    const site = await createSite();
    const all = visitors(count);
    await site.ingest(all.slice(0, 1_000));
    await site.ingest(all.slice(1_000));
    const body = await site.putAudience("viewers", VIEWERS);
    expect(body).toMatchObject({ id: "viewers", version: 1, status: "warming" });
    expect((body as { size: number }).size).toBe(2 * SWEEP_PROFILES_PER_SLICE);
    await evictShards(site);
    await warmUp(site, "viewers");
    expect((await site.server.get("/audiences/viewers")).body).toMatchObject({
      status: "ready",
      size: count,
    });
    expect((await site.members("viewers")).rows).toHaveLength(count);
    expect(await rowsOf(site, "change")).toHaveLength(count);
  });

  test("that is saved while another is warming misses nobody in either", async () => {
    const site = await createSite();
    const all = visitors(1_100);
    await site.ingest(all.slice(0, 1_000));
    await site.ingest(all.slice(1_000));
    await site.putAudience("first", VIEWERS);
    await site.putAudience("second", { ...VIEWERS, name: "Second" });
    await warmUp(site, "second");
    for (const id of ["first", "second"]) expect((await site.members(id)).rows).toHaveLength(1_100);
  });

  test("named constructor works like any other", async () => {
    const site = await createSite();
    await site.putAudience("constructor", VIEWERS);
    const ada = site.browser();
    await ada.send([event("other")]);
    await ada.send([pageView()]);
    expect(await site.memberships(ada.visitor)).toEqual(["constructor"]);
    expect(await site.exported("constructor")).toEqual([ada.visitor]);
  });

  test("is listed, read back in full and counted", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("abandoners", CART_ABANDONERS);
    await site.browser().send([pageView()]);
    expect((await site.server.get("/audiences")).body).toEqual({
      audiences: [
        { id: "abandoners", version: 1, status: "ready", size: 0, name: "Cart abandoners", of: "visitors" },
        { id: "viewers", version: 1, status: "ready", size: 1, name: "Viewers", of: "visitors" },
      ],
    });
    expect((await site.server.get("/audiences/viewers")).body).toEqual({
      id: "viewers",
      version: 1,
      status: "ready",
      size: 1,
      definition: { ...VIEWERS, exclude: [], membership: { mode: "live" } },
    });
  });

  test("of everyone holds visitors and contacts", async () => {
    const site = await createSite();
    await site.putAudience("all", { ...VIEWERS, of: "all" });
    const ada = site.browser();
    await ada.send([pageView()]);
    await site.ingest([{ ...pageView(), email: "ben@example.com" }]);
    const ben = await site.lookUp("email=ben%40example.com");
    expect(await site.exported("all")).toEqual([ada.visitor, ben].toSorted());
  });
});

describe("the same definition again", () => {
  test("keeps the version and tells nothing in the feed", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.browser().send([pageView()]);
    const { cursor } = await site.members("viewers");
    const answer = await site.server.put("/audiences/viewers", VIEWERS);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { id: "viewers", version: 1, status: "ready", size: 1 },
    });
    expect((await site.changes("viewers", cursor)).rows).toEqual([]);
  });
});

describe("an edit", () => {
  const BUYERS: Definition = { ...VIEWERS, include: { event: "purchase", within: "30d" } };

  test("makes version 2 and tells who left and who came, and nobody else", async () => {
    const site = await createSite();
    await site.putAudience("people", VIEWERS);
    const [viewer, buyer, both] = [site.browser(), site.browser(), site.browser()];
    await viewer.send([pageView()]);
    await buyer.send([event("purchase")]);
    await both.send([pageView(), event("purchase")]);
    const { cursor, rows } = await site.members("people");
    expect(rows).toHaveLength(2);
    await advance(HOUR);
    expect(await site.putAudience("people", BUYERS)).toEqual({
      id: "people",
      version: 2,
      status: "ready",
      size: 2,
    });
    const after = await site.members("people");
    expect(after.version).toBe("2");
    expect(after.rows.map(({ profile }) => profile).toSorted()).toEqual(
      [buyer.visitor, both.visitor].toSorted(),
    );
    const changes = (await site.changes("people", cursor)).rows;
    expect(changes.toSorted((a, b) => (a.op < b.op ? -1 : 1))).toEqual([
      { op: "enter", profile: buyer.visitor, at: expect.any(Number) as number, reason: null },
      { op: "exit", profile: viewer.visitor, at: NOON + HOUR, reason: "left" },
    ]);
    expect(await site.standings(both.visitor)).toMatchObject([{ version: 2, member: true }]);
  });

  test("is in force in every read at once, also where the walk has not come by", async () => {
    const site = await createSite();
    const all = visitors(1_100);
    await site.ingest(all.slice(0, 1_000));
    await site.ingest(all.slice(1_000));
    await site.putAudience("people", VIEWERS);
    await warmUp(site, "people");
    await site.putAudience("people", BUYERS);
    expect((await site.members("people")).rows).toEqual([]);
    await warmUp(site, "people");
    expect((await site.server.get("/audiences/people")).body).toMatchObject({ version: 2, size: 0 });
  });
});

describe("a deleted audience", () => {
  test("is gone at once from every route and every profile", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser();
    await ada.send([pageView()]);
    expect((await site.server.delete("/audiences/viewers")).status).toBe(204);
    const gone = { status: 404, body: { code: "audience_unknown" } };
    expect(await site.server.get("/audiences/viewers")).toMatchObject(gone);
    expect(await site.server.get("/audiences/viewers/members")).toMatchObject(gone);
    expect(await site.server.delete("/audiences/viewers")).toMatchObject(gone);
    expect((await site.server.get("/audiences")).body).toEqual({ audiences: [] });
    expect(await site.standings(ada.visitor)).toEqual([]);
    expect(await storedMembers(site)).toEqual([]);
  });

  test("ends its memberships, and under the same name a new one starts with the next version", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser();
    await ada.send([pageView()]);
    const { cursor } = await site.members("viewers");
    await advance(HOUR);
    await site.server.delete("/audiences/viewers");
    await advance(HOUR);
    expect(await site.putAudience("viewers", VIEWERS)).toMatchObject({ version: 3, size: 1 });
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: ada.visitor, at: NOON + HOUR, reason: "deleted" },
      { op: "enter", profile: ada.visitor, at: NOON, reason: null },
    ]);
  });

  test("leaves other audiences alone", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("others", { ...VIEWERS, name: "Others" });
    const ada = site.browser();
    await ada.send([pageView()]);
    const { cursor } = await site.members("others");
    await site.server.delete("/audiences/viewers");
    expect(await site.exported("others")).toEqual([ada.visitor]);
    expect((await site.changes("others", cursor)).rows).toEqual([]);
  });
});

const include = (rule: unknown) => ({ ...VIEWERS, include: rule });

describe("a definition that breaks a rule", () => {
  test.each([
    ["a negation alone", include({ not: { event: "purchase" } }), "/include"],
    ["a window of 541 days", include({ event: "purchase", within: "541d" }), "/include/within"],
    ["no window", include({ event: "purchase", within: "soon" }), "/include/within"],
    [
      "six rules deep",
      include({ and: [{ and: [{ and: [{ and: [{ and: [{ event: "a" }] }] }] }] }] }),
      "/include/and/0/and/0/and/0/and/0/and/0",
    ],
    ["an unknown field", { ...VIEWERS, sise: 3 }, "/sise"],
    ["no name", { ...VIEWERS, name: "" }, "/name"],
    ["another version", { ...VIEWERS, v: 2 }, "/v"],
    [
      "a wrong exclusion",
      { ...VIEWERS, exclude: [{ mode: "sometimes", rule: { event: "a" } }] },
      "/exclude/0/mode",
    ],
  ])("%s is refused and says where", async (_, definition, pointer) => {
    const site = await createSite();
    const { status, body } = await site.server.put("/audiences/wrong", definition);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "audience_invalid" });
    expect((body as { errors: { pointer: string }[] }).errors.map((fault) => fault.pointer)).toContain(
      pointer,
    );
    expect((await site.server.get("/audiences")).body).toEqual({ audiences: [] });
  });

  test("a refused edit leaves the version in force", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.server.put("/audiences/viewers", include({ not: { event: "purchase" } }));
    expect((await site.server.get("/audiences/viewers")).body).toMatchObject({ version: 1 });
  });
});

test("a site has at most five hundred audiences", async () => {
  const site = await createSite();
  await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    for (let count = 1; count < AUDIENCES_PER_SITE_MAX; count++) {
      const body = JSON.stringify({ ...VIEWERS, exclude: [], membership: { mode: "live" } });
      sql.exec("INSERT INTO config VALUES ('audience', ?, 1, ?, ?, 1)", `a-${count}`, NOON, body);
    }
  });
  expect((await site.server.put("/audiences/last", VIEWERS)).status).toBe(201);
  expect(await site.server.put("/audiences/one-more", VIEWERS)).toMatchObject({
    status: 422,
    body: { code: "limit_reached" },
  });
  expect((await site.server.put("/audiences/last", { ...VIEWERS, name: "Last" })).status).toBe(200);
});
