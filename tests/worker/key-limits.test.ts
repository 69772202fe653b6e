import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { KEY_MEMO_MS } from "../../schemas/limits-export.ts";
import { rememberSite } from "../../worker/configuration/site-memo.ts";
import { Scope } from "../../schemas/site.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { advance, NOON } from "./clock.ts";
import { askFor, type Described, KEY_OPERATIONS } from "./described-request.ts";
import { createSite, type Server, type TestSite } from "./kit.ts";
import { pageView, VIEWERS } from "./samples.ts";

const refused = (status: number, code: string) => ({ status, body: { status, code } });

const withMembers = async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.putAudience("others", { ...VIEWERS, name: "Others" });
  await site.ingest([{ ...pageView(), anonymous_id: "crm-1" }]);
  return site;
};

const holding = async (site: TestSite, scopes: string[], limits: object, headers = {}): Promise<Server> =>
  site.serverWith(`Bearer ${(await site.createKey(scopes, limits)).key}`, headers);

const members = (server: Server, query = "", audience = "viewers") =>
  server.get(`/audiences/${audience}/members${query}`);

describe("a key that ends", () => {
  test("opens until that moment of the site's clock, and no route from then on", async () => {
    const site = await withMembers();
    const server = await holding(site, ["read", "export"], { expires_at: NOON + 1_000 });
    await advance(999);
    expect((await server.get("")).status).toBe(200);
    await advance(1);
    for (const path of [
      "",
      "/audiences",
      "/audiences/viewers/members",
      "/profiles/lookup?anonymous_id=crm-1",
    ]) {
      expect(await server.get(path)).toMatchObject(refused(401, "key_expired"));
    }
  });
});

describe("a key that is held to networks", () => {
  const cases: [address: string | null, networks: string[], isOpen: boolean][] = [
    ["203.0.113.7", ["203.0.113.7"], true],
    ["203.0.113.8", ["203.0.113.7"], false],
    ["203.0.113.255", ["203.0.113.0/24"], true],
    ["203.0.114.0", ["203.0.113.0/24"], false],
    ["::ffff:203.0.113.9", ["203.0.113.0/24"], true],
    ["2001:db8:1::5", ["2001:db8::/32"], true],
    ["2001:db9::5", ["2001:db8::/32"], false],
    ["2001:db8::5", ["203.0.113.0/24", "2001:db8::5"], true],
    ["198.51.100.1", ["203.0.113.0/24", "2001:db8::5"], false],
    ["198.51.100.1", ["0.0.0.0/0"], true],
    ["203.0.113.7, 198.51.100.1", ["0.0.0.0/0"], false],
    ["203.0.113.7 ", ["203.0.113.7"], true],
    ["somewhere", ["0.0.0.0/0", "::/0"], false],
    [null, ["0.0.0.0/0", "::/0"], false],
  ];

  test.each(cases)("from %s, held to %j: %s", async (address, networks, isOpen) => {
    const site = await createSite();
    const headers = address === null ? {} : { "cf-connecting-ip": address };
    const server = await holding(site, ["read"], { networks }, headers);
    const answer = await server.get("/audiences");
    if (isOpen) expect(answer.status).toBe(200);
    else expect(answer).toMatchObject(refused(403, "network_forbidden"));
  });

  test("does not say what else it may do from anywhere else", async () => {
    const site = await createSite();
    const server = await holding(site, ["read"], { networks: ["203.0.113.7"] });
    expect(await server.get("/keys")).toMatchObject(refused(403, "network_forbidden"));
  });
});

describe("a key that is held to audiences", () => {
  test("exports those, and does not learn whether there are others", async () => {
    const site = await withMembers();
    const server = await holding(site, ["export"], { audiences: ["viewers"] });
    expect((await members(server)).status).toBe(200);
    for (const audience of ["others", "unknown"]) {
      expect(await members(server, "", audience)).toMatchObject(refused(403, "audience_forbidden"));
    }
  });

  test("reads of no other one", async () => {
    const site = await withMembers();
    const server = await holding(site, ["read"], { audiences: ["viewers"] });
    expect((await server.get("/audiences/viewers")).status).toBe(200);
    expect((await server.get("/audiences")).body).toMatchObject({ audiences: [{ id: "viewers" }] });
    const forbidden = refused(403, "audience_forbidden");
    expect(await server.get("/audiences/others")).toMatchObject(forbidden);
  });

  test("opens no route beside them, whatever its scopes are", async () => {
    const site = await withMembers();
    const scopes = Scope.options.filter((scope) => scope !== "admin");
    const limits = { audiences: ["viewers"] };
    // Saved as it could be before such keys were refused.
    const created = await siteObject(env, site.id).createKey({ label: "Old", scopes, ...limits }, "admin");
    if (created.kind !== "done") throw new Error(created.kind);
    rememberSite(created.snapshot);
    const asks = async (described: Described) => {
      const { status, body } = await askFor(site, described, `Bearer ${created.value.key}`);
      return { id: described.id, status, code: (body as { code?: string } | null)?.code };
    };
    const open = new Set(["listAudiences", "getAudience", "exportMembers", "ingestEvents"]);
    const others = KEY_OPERATIONS.filter(({ id, access }) => access !== "admin" && !open.has(id));
    expect(others.length).toBeGreaterThan(40);
    for (const described of others) {
      expect(await asks(described)).toEqual({ id: described.id, status: 403, code: "audience_forbidden" });
    }
  });

  test.each(Scope.options)("and may %s is made only where that can be held to them", async (scope) => {
    const site = await createSite();
    const body = { label: "Held", scopes: ["export", scope], audiences: ["viewers"] };
    const { status } = await site.server.post("/keys", body);
    expect(status).toBe(["read", "export", "ingest"].includes(scope) ? 201 : 422);
  });

  test("may name audiences that are made later", async () => {
    const site = await createSite();
    const server = await holding(site, ["export"], { audiences: ["viewers"] });
    expect(await members(server)).toMatchObject(refused(404, "audience_unknown"));
    await site.putAudience("viewers", VIEWERS);
    expect(await members(server)).toMatchObject(refused(409, "audience_too_small"));
  });
});

test("a key that is held to formats exports in those only", async () => {
  const site = await withMembers();
  const server = await holding(site, ["export"], { formats: ["csv"] });
  expect((await members(server, "?format=csv")).status).toBe(200);
  expect(await members(server, "?format=ndjson")).toMatchObject(refused(403, "format_forbidden"));
  expect(await members(server)).toMatchObject(refused(403, "format_forbidden"));
});

describe("a rotation", () => {
  const LIMITS = { audiences: ["viewers"], formats: ["csv"], networks: ["203.0.113.0/24"] };
  const FROM = { "cf-connecting-ip": "203.0.113.7" };

  const rotated = async (more: object = {}, body: object = {}) => {
    const site = await withMembers();
    const old = await site.createKey(["export"], { ...LIMITS, ...more });
    const answer = await site.server.post(`/keys/${old.id}/rotate`, body);
    const made = answer.body as { id: string; key: string };
    const open = async (key: string, query = "?format=csv") =>
      (await members(site.serverWith(`Bearer ${key}`, FROM), query)).status;
    return { site, old, answer, made, open };
  };

  test("makes a second key with the same rights, and both live until the first is deleted", async () => {
    const { site, old, answer, made, open } = await rotated();
    expect(answer).toMatchObject({ status: 201, body: { id: expect.not.stringMatching(old.id) as string } });
    expect([await open(old.key), await open(made.key)]).toEqual([200, 200]);
    expect(await open(made.key, "?format=ndjson")).toBe(403);
    const { keys } = (await site.server.get("/keys")).body as { keys: object[] };
    expect(keys).toMatchObject([
      { ...LIMITS, chain: old.id, expires_at: null },
      { ...LIMITS, chain: old.id, expires_at: null },
    ]);
    await site.server.delete(`/keys/${old.id}`);
    expect([await open(old.key), await open(made.key)]).toEqual([401, 200]);
  });

  test("ends the first at the moment that was named", async () => {
    const { old, made, open } = await rotated({}, { old_expires_at: NOON + 1_000 });
    expect(await open(old.key)).toBe(200);
    await advance(1_000);
    expect([await open(old.key), await open(made.key)]).toEqual([401, 200]);
  });

  test("lengthens no key's life", async () => {
    const { site, old, made, open } = await rotated(
      { expires_at: NOON + 1_000 },
      { old_expires_at: NOON + 5_000 },
    );
    await advance(1_000);
    expect([await open(old.key), await open(made.key)]).toEqual([401, 401]);
    expect(await site.server.post(`/keys/${made.id}/rotate`, {})).toMatchObject(refused(404, "key_unknown"));
  });

  test("leaves two live keys of a chain at most, whichever of them is rotated", async () => {
    const { site, old, made } = await rotated();
    for (const { id } of [old, made]) {
      expect(await site.server.post(`/keys/${id}/rotate`, {})).toMatchObject(refused(409, "key_rotating"));
    }
    await site.server.delete(`/keys/${old.id}`);
    expect((await site.server.post(`/keys/${made.id}/rotate`, {})).status).toBe(201);
    expect(await site.server.post(`/keys/${made.id}/rotate`, {})).toMatchObject(refused(409, "key_rotating"));
    expect(await site.server.post(`/keys/${old.id}/rotate`, {})).toMatchObject(refused(404, "key_unknown"));
  });

  test("refuses a time that is none", async () => {
    const { site, old } = await rotated();
    for (const old_expires_at of [-1, 1.5, "soon"]) {
      expect(await site.server.post(`/keys/${old.id}/rotate`, { old_expires_at })).toMatchObject(
        refused(422, "configuration_invalid"),
      );
    }
  });
});

describe("a key that was revoked elsewhere", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test(`opens nothing ${KEY_MEMO_MS} ms later, in isolates that knew it too`, async () => {
    const site = await createSite();
    const { id, key } = await site.createKey(["read"]);
    const server = site.serverWith(`Bearer ${key}`);
    const start = Date.now();
    const wall = vi.spyOn(Date, "now").mockReturnValue(start);
    expect((await server.get("")).status).toBe(200);
    await siteObject(env, site.id).deleteKey(id, "admin"); // This isolate's copy of the site stays as it was.
    wall.mockReturnValue(start + KEY_MEMO_MS);
    expect(await server.get("")).toMatchObject(refused(401, "key_invalid"));
  });
});
