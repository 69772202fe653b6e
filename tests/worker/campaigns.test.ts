import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { CampaignDefinition } from "../../schemas/campaign.ts";
import {
  CAMPAIGNS_LENGTH_PER_SITE_MAX,
  CAMPAIGNS_PER_SITE_MAX,
  CREATIVE_HTML_MAX_LENGTH,
} from "../../schemas/limits.ts";
import type { SiteRpc } from "../../worker/domain/site-rpc.ts";
import type { SiteSnapshot } from "../../worker/domain/site-snapshot.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { storedMembers } from "./objects.ts";
import { CANARY, expectProblem } from "./problems.ts";
import { CAMPAIGN, pageView, VIEWERS } from "./samples.ts";

/** What the site answers of the campaign of the samples. */
const BOOTS = { id: "boots", version: 1, ...CampaignDefinition.parse(CAMPAIGN) };
const [CREATIVE] = CAMPAIGN.creatives;
const RENAMED = { ...CAMPAIGN, name: "Boots again" };

const UNKNOWN = { status: 404, body: { code: "campaign_unknown" } };

/** A site whose audience the campaign of the samples is for. */
const createShop = async (): Promise<TestSite> => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  return site;
};

const snapshotOf = async (site: TestSite): Promise<SiteSnapshot> => {
  const snapshot = await (env.SITE.getByName(site.id) as unknown as SiteRpc).snapshot();
  if (snapshot === null) throw new Error("the site of a test is there");
  return snapshot;
};

describe("a campaign", () => {
  test("is made, read, listed and deleted, with its defaults filled in", async () => {
    const { server } = await createShop();
    expect((await server.get("/campaigns")).body).toEqual({ campaigns: [] });
    const made = await server.put("/campaigns/boots", CAMPAIGN);
    expect([made.status, made.body]).toEqual([201, BOOTS]);
    expect((await server.get("/campaigns/boots")).body).toEqual(BOOTS);
    await server.put("/campaigns/autumn", RENAMED);
    expect((await server.get("/campaigns")).body).toEqual({
      campaigns: [{ ...BOOTS, id: "autumn", name: RENAMED.name }, BOOTS],
    });
    await server.delete("/campaigns/autumn");
    const deleted = await server.delete("/campaigns/boots");
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect(await server.get("/campaigns/boots")).toMatchObject(UNKNOWN);
    expect(await server.delete("/campaigns/boots")).toMatchObject(UNKNOWN);
    expect((await server.get("/campaigns")).body).toEqual({ campaigns: [] });
  });

  test("has a new version when something of it changed, and goes on counting after it was deleted", async () => {
    const { server } = await createShop();
    await server.put("/campaigns/boots", CAMPAIGN);
    const second = await server.put("/campaigns/boots", RENAMED);
    expect([second.status, second.body]).toEqual([200, { ...BOOTS, version: 2, name: RENAMED.name }]);
    await server.delete("/campaigns/boots");
    const fourth = await server.put("/campaigns/boots", CAMPAIGN);
    expect([fourth.status, fourth.body]).toEqual([201, { ...BOOTS, version: 4 }]);
  });

  test.each<[string, object]>([
    ["again as it was", CAMPAIGN],
    ["with its defaults spelled out", CampaignDefinition.parse(CAMPAIGN)],
    ["with its fields in another order", Object.fromEntries(Object.entries(CAMPAIGN).toReversed())],
  ])("that is saved %s keeps its version and leaves no trace", async (_, body) => {
    const site = await createShop();
    await site.server.put("/campaigns/boots", CAMPAIGN);
    const before = await snapshotOf(site);
    const answer = await site.server.put("/campaigns/boots", body);
    expect([answer.status, answer.body]).toEqual([200, BOOTS]);
    expect(await snapshotOf(site)).toEqual(before);
    expect((await site.server.get("/audit?after=3")).body).toMatchObject({ entries: [] });
  });

  test("raises the version of the site and has no profile evaluated again", async () => {
    const site = await createShop();
    await site.browser().send([pageView()]);
    const [before, memberships] = [await snapshotOf(site), await storedMembers(site)];
    await site.server.put("/campaigns/boots", CAMPAIGN);
    await site.server.put("/campaigns/boots", RENAMED);
    await site.server.delete("/campaigns/boots");
    expect(await snapshotOf(site)).toEqual({ ...before, version: before.version + 3 });
    expect(await storedMembers(site)).toEqual(memberships);
    expect((await site.server.get("/audiences/viewers")).body).toMatchObject({ version: 1, status: "ready" });
  });

  test("is in the audit with who saved and who deleted it", async () => {
    const site = await createShop();
    const { id, key } = await site.createKey(["write"]);
    const server = site.serverWith(`Bearer ${key}`);
    await server.put("/campaigns/boots", CAMPAIGN);
    await server.delete("/campaigns/boots");
    const { entries } = (await site.server.get("/audit?after=3")).body as { entries: object[] };
    const { id: _, version: __, ...definition } = BOOTS;
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(JSON.stringify(definition)),
    );
    expect(entries).toMatchObject([
      {
        at: NOON,
        actor: id,
        action: "campaign.put",
        subject: "boots",
        digest: Buffer.from(digest).toString("hex"),
      },
      { at: NOON, actor: id, action: "campaign.delete", subject: "boots" },
    ]);
    expect((await site.server.get("/audit/verify")).body).toMatchObject({ ok: true });
  });

  test("is its site's alone", async () => {
    const [site, other] = [await createShop(), await createShop()];
    await site.server.put("/campaigns/boots", CAMPAIGN);
    expect(await other.server.get("/campaigns/boots")).toMatchObject(UNKNOWN);
    expect(await other.server.delete("/campaigns/boots")).toMatchObject(UNKNOWN);
    expect((await other.server.get("/campaigns")).body).toEqual({ campaigns: [] });
    expect((await other.server.put("/campaigns/boots", RENAMED)).body).toMatchObject({ version: 1 });
    expect((await site.server.get("/campaigns/boots")).body).toEqual(BOOTS);
  });

  test.each(["UPPER", "-boots", "a".repeat(65)])("cannot be called %s", async (id) => {
    const { server } = await createShop();
    expect(await server.put(`/campaigns/${id}`, CAMPAIGN)).toMatchObject(UNKNOWN);
  });
});

const creative = (fields: object) => ({ creatives: [{ ...CREATIVE, ...fields }] });
const content = (fields: object) => creative({ content: { ...CREATIVE?.content, ...fields } });
const cap = (fields: object) => ({ caps: [{ scope: "site", limit: 1, ...fields }] });
const html = (length: number) =>
  creative({ content: { kind: "html", html: "a".repeat(length), width: 300, height: 250 } });

describe("a definition", () => {
  test.each<[string, object, string]>([
    ["dates in reverse", { start: 2, end: 1 }, "/end"],
    ["a creative's dates in reverse", creative({ start: 2, end: 1 }), "/creatives/0/end"],
    ["weights that sum to 0", creative({ weight: 0 }), "/creatives"],
    ["a creative twice", { creatives: [CREATIVE, CREATIVE] }, "/creatives"],
    ["a cap of an unknown window", cap({ window: CANARY, per: "24h" }), "/caps/0/window"],
    ["a cap by the calendar for hours", cap({ window: "calendar", per: "24h" }), "/caps/0/per"],
    ["a cap of no length", cap({}), "/caps/0/per"],
    ["a cap of years", cap({ per: "541d" }), "/caps/0/per"],
    ["a cap of a session's length", cap({ window: "session", per: "24h" }), "/caps/0/per"],
    ["a link that is a script", content({ href: `javascript:${CANARY}()` }), "/creatives/0/content/href"],
    ["a content of a later version", content({ kind: CANARY }), "/creatives/0/content/kind"],
    ["too much HTML", html(CREATIVE_HTML_MAX_LENGTH + 1), "/creatives/0/content/html"],
    ["an unknown field", { surprise: CANARY }, "/surprise"],
    ["no audience's name", { audience: `${CANARY}!` }, "/audience"],
    ["an audience that there is not", { audience: CANARY }, "/audience"],
  ])("with %s is refused where it lies", async (_, fields, pointer) => {
    const { server } = await createShop();
    const answer = await server.put("/campaigns/boots", { ...CAMPAIGN, ...fields });
    expectProblem(answer);
    expect(answer).toMatchObject({ status: 422, body: { code: "configuration_invalid" } });
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map((fault) => fault.pointer)).toEqual([pointer]);
    expect((await server.get("/campaigns")).body).toEqual({ campaigns: [] });
  });

  test("that is refused leaves the version in force", async () => {
    const { server } = await createShop();
    await server.put("/campaigns/boots", CAMPAIGN);
    await server.put("/campaigns/boots", { ...RENAMED, audience: "others" });
    expect((await server.get("/campaigns/boots")).body).toEqual(BOOTS);
  });

  test("with as much HTML as there may be is kept whole", async () => {
    const { server } = await createShop();
    const body = { ...CAMPAIGN, ...html(CREATIVE_HTML_MAX_LENGTH) };
    expect((await server.put("/campaigns/boots", body)).status).toBe(201);
    expect((await server.get("/campaigns/boots")).body).toMatchObject(html(CREATIVE_HTML_MAX_LENGTH));
  });
});

describe("the audience of a campaign", () => {
  test("is one of the site's, and another site's no more than any unknown one", async () => {
    await createShop();
    const site = await createSite();
    expect((await site.server.put("/campaigns/boots", CAMPAIGN)).body).toMatchObject({
      code: "configuration_invalid",
      errors: [{ pointer: "/audience", reason: "is no audience of this site" }],
    });
    expect((await snapshotOf(site)).version).toBe(1);
    await site.putAudience("viewers", VIEWERS);
    await site.server.delete("/audiences/viewers");
    expect((await site.server.put("/campaigns/boots", CAMPAIGN)).status).toBe(422);
  });

  test("is not deleted until no campaign is for it any more", async () => {
    const site = await createShop();
    await site.putAudience("others", VIEWERS);
    await site.server.put("/campaigns/boots", CAMPAIGN);
    await site.server.put("/campaigns/paused", { ...CAMPAIGN, status: "paused" });
    const inUse = { status: 409, body: { code: "audience_in_use" } };
    expect(await site.server.delete("/audiences/viewers")).toMatchObject(inUse);
    expect((await site.server.get("/audiences/viewers")).status).toBe(200);
    await site.server.put("/campaigns/boots", { ...CAMPAIGN, audience: "others" });
    expect(await site.server.delete("/audiences/viewers")).toMatchObject(inUse);
    await site.server.delete("/campaigns/paused");
    expect((await site.server.delete("/audiences/viewers")).status).toBe(204);
    expect(await site.server.delete("/audiences/others")).toMatchObject(inUse);
  });

  test("may be edited while a campaign is for it", async () => {
    const site = await createShop();
    await site.server.put("/campaigns/boots", CAMPAIGN);
    expect(await site.putAudience("viewers", { ...VIEWERS, name: "Lookers" })).toMatchObject({ version: 2 });
    expect((await site.server.get("/campaigns/boots")).body).toEqual(BOOTS);
  });
});

test("a site has at most five hundred campaigns", async () => {
  const site = await createShop();
  await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    const body = JSON.stringify(CampaignDefinition.parse(CAMPAIGN));
    for (let count = 1; count < CAMPAIGNS_PER_SITE_MAX; count++)
      sql.exec("INSERT INTO config VALUES ('campaign', ?, 1, ?, ?, 1)", `c-${count}`, NOON, body);
  });
  expect((await site.server.put("/campaigns/last", CAMPAIGN)).status).toBe(201);
  expect(await site.server.put("/campaigns/one-more", CAMPAIGN)).toMatchObject({
    status: 422,
    body: { code: "limit_reached" },
  });
  expect((await site.server.put("/campaigns/last", RENAMED)).status).toBe(200);
  await site.server.delete("/campaigns/c-1");
  expect((await site.server.put("/campaigns/one-more", CAMPAIGN)).status).toBe(201);
});

test("all campaigns of a site together have a length that every isolate can hold", async () => {
  const site = await createShop();
  const { content: _, ...rest } = CAMPAIGN.creatives[0]!;
  const longest = {
    kind: "html",
    html: "x".repeat(CREATIVE_HTML_MAX_LENGTH),
    width: 300,
    height: 250,
  } as const;
  const large = (copies: number) => ({
    ...CAMPAIGN,
    creatives: Array.from({ length: copies }, (__, index) => ({
      ...rest,
      id: `c${index}`,
      content: longest,
    })),
  });
  const body = JSON.stringify(CampaignDefinition.parse(large(4)));
  const count = Math.floor(CAMPAIGNS_LENGTH_PER_SITE_MAX / body.length);
  await runInDurableObject(env.SITE.getByName(site.id), (_object, { storage: { sql } }) => {
    for (let index = 1; index < count; index++)
      sql.exec("INSERT INTO config VALUES ('campaign', ?, 1, ?, ?, 1)", `c-${index}`, NOON, body);
  });
  expect((await site.server.put("/campaigns/last", large(4))).status).toBe(201);
  expect(await site.server.put("/campaigns/more", large(4))).toMatchObject({
    status: 422,
    body: { code: "limit_reached" },
  });
  expect((await site.server.put("/campaigns/last", large(1))).status).toBe(200);
});
