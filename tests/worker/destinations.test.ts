import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { DESTINATIONS_PER_SITE_MAX } from "../../schemas/limits-destination.ts";
import type { ApiReference } from "../../worker/http/reference.ts";
import { createApp } from "../../worker/app.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { NOON } from "./clock.ts";
import { createList, gather, putList, read, READERS, usePlatforms } from "./destination-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, siteTables } from "./objects.ts";
import { ACCESS_TOKEN, CRM, CRM_URL, GOOGLE, LINKEDIN, META, PRIVATE_KEY, TIKTOK } from "./platform-world.ts";
import { CANARY, expectFaultAt } from "./problems.ts";
import { SECRET } from "./webhook.ts";

usePlatforms();

const IDLE = { status: "idle", reason: null, since: null, retry_at: null };

describe("a destination", () => {
  test("is made, read, listed and deleted", async () => {
    const site = await createSite();
    await site.putAudience("readers", READERS);
    const shown = {
      id: "list",
      version: 1,
      kind: "webhook",
      audiences: ["readers"],
      url: CRM_URL,
      status: "live",
      push: IDLE,
    };
    const { server } = site;
    expect(await server.put("/destinations/list", { ...CRM, audiences: ["readers"] })).toMatchObject({
      status: 201,
      body: shown,
    });
    expect((await server.get("/destinations/list")).body).toEqual(shown);
    expect((await server.get("/destinations")).body).toEqual({ destinations: [shown] });
    expect((await server.delete("/destinations/list")).status).toBe(204);
    const gone = { status: 404, body: { code: "destination_unknown" } };
    for (const path of [
      "/destinations/list",
      "/destinations/list/report",
      "/destinations/list/dead-letters",
    ]) {
      expect(await server.get(path)).toMatchObject(gone);
    }
    expect(await server.delete("/destinations/list")).toMatchObject(gone);
    expect((await server.get("/destinations")).body).toEqual({ destinations: [] });
  });

  test.each([
    ["Google", GOOGLE],
    ["Meta", META],
    ["TikTok", TIKTOK],
    ["LinkedIn", LINKEDIN],
    ["a server", CRM],
  ])("of %s never shows its secret again: not in an answer, not on disk", async (_, destination) => {
    const site = await createList(destination);
    const answers = [
      await site.server.put("/destinations/list", { ...destination, audiences: [] }),
      await site.server.get("/destinations/list"),
      await site.server.get("/destinations"),
      await site.server.get("/destinations/list/report"),
      await site.server.get("/audit"),
    ];
    const stored = JSON.stringify([await dump(site), await siteTables(site)]);
    expect(stored).toContain(destination.kind);
    for (const text of [stored, ...answers.map((answer) => answer.text)]) {
      for (const secret of [SECRET.slice("whsec_".length), ACCESS_TOKEN, PRIVATE_KEY.split("\n")[1] ?? ""]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test("keeps its secret when it is saved without one, and has a new version only where something changed", async () => {
    const site = await createSite();
    const { server } = site;
    const { access_token: _, ...bare } = META;
    await server.put("/destinations/list", { ...META, audiences: [] });
    expect(await server.put("/destinations/list", { ...bare, audiences: [] })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    expect(
      await server.put("/destinations/list", { ...bare, audiences: [], status: "paused" }),
    ).toMatchObject({
      status: 200,
      body: { version: 2, status: "paused", push: { status: "paused" } },
    });
  });

  test("is held against what is saved, though another isolate changed that a moment ago", async () => {
    const site = await createSite();
    await site.server.put("/destinations/list", { ...META, audiences: [] });
    const object = siteObject(env, site.id);
    const [saved] = (await object.snapshot())?.destinations ?? [];
    const paused = { ...saved!.settings, status: "paused" as const };
    await object.putDestination("list", { settings: paused, sealed: saved!.sealed }, "admin");
    expect(await site.server.put("/destinations/list", { ...META, audiences: [] })).toMatchObject({
      status: 200,
      body: { version: 3, status: "live" },
    });
  });

  test("does not take its secret along to another server", async () => {
    const { server } = await createSite();
    await server.put("/destinations/list", { ...CRM, audiences: [] });
    const elsewhere = { kind: "webhook", url: "https://thief.example/", audiences: [] };
    expect(await server.put("/destinations/list", elsewhere)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/secret" }] },
    });
  });

  test.each<[string, object, string]>([
    ["a kind that there is not", { ...META, kind: "fax" }, "/kind"],
    ["a field that there is not", { ...META, canary: CANARY }, ""],
    ["no token", { ...META, access_token: undefined }, "/access_token"],
    ["an id that could lead elsewhere", { ...META, audience_id: "1/../2" }, "/audience_id"],
    ["a segment that could lead elsewhere", { ...LINKEDIN, segment_id: "1/../2" }, "/segment_id"],
    ["a token that could end its header", { ...META, access_token: `a\r\nx: ${CANARY}` }, "/access_token"],
    ["what is no private key", { ...GOOGLE, private_key: CANARY }, "/private_key"],
    ["an audience twice", { ...META, audiences: ["a", "a"] }, "/audiences"],
    ["an audience that there is not", { ...META, audiences: ["nobody"] }, "/audiences/0"],
    ["a base address elsewhere", { ...META, base_url: "https://thief.example" }, "/base_url"],
    ["an address that leads nowhere", { ...CRM, url: "https://[1:2]/" }, "/url"],
  ])("with %s is refused where it lies", async (_, body, pointer) => {
    const { server } = await createSite();
    const answer = await server.put("/destinations/list", { audiences: [], ...body });
    expectFaultAt(answer, pointer);
    expect((await server.get("/destinations")).body).toEqual({ destinations: [] });
  });

  test.each(["UPPER", "-list", "a".repeat(65)])("cannot be called %s", async (id) => {
    const { server } = await createSite();
    expect(await server.put(`/destinations/${id}`, CRM)).toMatchObject({
      status: 404,
      body: { code: "destination_unknown" },
    });
  });

  test("keeps its audience from being deleted until it names it no more", async () => {
    const site = await createList();
    expect(await site.server.delete("/audiences/readers")).toMatchObject({
      status: 409,
      body: { code: "audience_in_use" },
    });
    await putList(site, { ...CRM, audiences: [] });
    expect((await site.server.delete("/audiences/readers")).status).toBe(204);
  });

  test("leaves an entry in the audit for what was saved and deleted", async () => {
    const site = await createList();
    await site.server.delete("/destinations/list");
    const { body } = await site.server.get("/audit");
    const { entries } = body as { entries: { action: string; subject: string }[] };
    expect(entries.filter(({ subject }) => subject === "list").map(({ action }) => action)).toEqual(
      expect.arrayContaining(["destination.put", "destination.delete"]),
    );
  });
});

const filled = async (): Promise<TestSite> => {
  const site = await createList(META);
  await read(site, "ada@example.com");
  await gather();
  return site;
};

describe("a list with people on it", () => {
  const inUse = { status: 409, body: { code: "destination_in_use" } };

  test("cannot be exchanged for another one, but its token can", async () => {
    const site = await filled();
    const other = { ...META, audience_id: "1", audiences: ["readers"] };
    expect(await site.server.put("/destinations/list", other)).toMatchObject(inUse);
    await putList(site, { ...META, access_token: "another" });
    await putList(site, { ...META, audiences: [] });
    await gather();
    expect((await site.server.put("/destinations/list", { ...other, audiences: [] })).status).toBe(200);
  });

  test("is not deleted, unless people are to be left there", async () => {
    const site = await filled();
    expect(await site.server.delete("/destinations/list")).toMatchObject(inUse);
    expect((await site.server.delete("/destinations/list?abandon=true")).status).toBe(204);
    expect(JSON.stringify(await dump(site))).not.toContain('"pushed":[{');
  });
});

test("a site has at most twenty destinations", async () => {
  const site = await createSite();
  await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    const settings = { kind: "webhook", url: CRM_URL, audiences: [], status: "live" };
    const body = JSON.stringify({ settings, sealed: "1.x" });
    for (let count = 1; count < DESTINATIONS_PER_SITE_MAX; count++) {
      sql.exec("INSERT INTO config VALUES ('destination', ?, 1, ?, ?, 1)", `d-${count}`, NOON, body);
    }
  });
  const body = { ...CRM, audiences: [] };
  expect((await site.server.put("/destinations/last", body)).status).toBe(201);
  expect(await site.server.put("/destinations/one-more", body)).toMatchObject({
    status: 422,
    body: { code: "limit_reached" },
  });
});

const NO_SNIPPET = {
  wrap: () => "",
  wrapKeptChoice: () => "",
  wrapServiceWorker: () => "",
  wrapBanner: () => "",
  chunks: {},
  banner: { hash: "", notice: "", names: {} },
};

test.each<[string, object, string]>([
  ["a private server", { ...CRM, url: "http://127.0.0.1:4000/" }, "/url"],
  ["another address of a platform", { ...META, base_url: "http://127.0.0.1:4000" }, "/base_url"],
])("%s is taken under the manual clock and refused otherwise", async (_, destination, pointer) => {
  const site = await createSite();
  const put = async (clock: object) => {
    const answer = await createApp(NO_SNIPPET, new Set(), {} as ApiReference).request(
      `/v1/sites/${site.id}/destinations/list`,
      {
        method: "PUT",
        headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
        body: JSON.stringify({ audiences: [], ...destination }),
      },
      { ...env, ...clock },
    );
    return { status: answer.status, body: await answer.json() };
  };
  expect(await put({ CLOCK: undefined })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  expect(await put({})).toMatchObject({ status: 201 });
});
