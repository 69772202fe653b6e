import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { KEYS_PER_SITE_MAX } from "../../schemas/limits.ts";
import { Scope } from "../../schemas/site.ts";
import { createApp } from "../../worker/app.ts";
import type { SnippetBundle } from "../../worker/http/browser/snippet.ts";
import { NOON } from "./clock.ts";
import { createSite, type Server, SITE_SETTINGS } from "./kit.ts";
import { siteTables } from "./objects.ts";
import { WEBHOOK } from "./receiver.ts";
import { request } from "./request.ts";
import { CAMPAIGN, EVERYTHING, JOURNEY, pageView, VIEWERS } from "./samples.ts";

const RULES = { rules: [{ region: "*", mode: "opt-in" }] };

const TO_CRM = { ...JOURNEY, steps: [{ send: { channel: "crm" } }] };

/** Every route below a site, in an order in which all succeed, with the one scope it needs. */
const ROUTES: [route: string, scope: Scope, call: (server: Server) => ReturnType<Server["get"]>][] = [
  ["GET /", "read", (server) => server.get("")],
  ["PUT /audiences/:id", "write", (server) => server.put("/audiences/viewers", VIEWERS)],
  ["GET /audiences", "read", (server) => server.get("/audiences")],
  ["GET /audiences/:id", "read", (server) => server.get("/audiences/viewers")],
  [
    "POST /events",
    "ingest",
    (server) =>
      server.post("/events", {
        consent: EVERYTHING,
        region: "DE",
        events: [{ ...pageView(), anonymous_id: "crm-1" }],
      }),
  ],
  ["GET /profiles/lookup", "read", (server) => server.get("/profiles/lookup?anonymous_id=crm-1")],
  ["GET /profiles/:id", "read", (server) => server.get("/profiles/vx00unknown")],
  ["GET /profiles/:id/audiences", "read", (server) => server.get("/profiles/vx00unknown/audiences")],
  ["GET /audiences/:id/members", "export", (server) => server.get("/audiences/viewers/members")],
  ["PUT /channels/:id", "write", (server) => server.put("/channels/crm", WEBHOOK)],
  ["GET /channels", "read", (server) => server.get("/channels")],
  ["GET /channels/:id", "read", (server) => server.get("/channels/crm")],
  ["GET /channels/:id/dead-letters", "read", (server) => server.get("/channels/crm/dead-letters")],
  [
    "POST /channels/:id/dead-letters/replay",
    "write",
    (server) => server.post("/channels/crm/dead-letters/replay", {}),
  ],
  ["PUT /journeys/:id", "write", (server) => server.put("/journeys/welcome", TO_CRM)],
  ["GET /journeys", "read", (server) => server.get("/journeys")],
  ["GET /journeys/:id", "read", (server) => server.get("/journeys/welcome")],
  ["DELETE /journeys/:id", "write", (server) => server.delete("/journeys/welcome")],
  [
    "POST /messages/preview",
    "write",
    (server) => server.post("/messages/preview", { send: { channel: "main", text: "Hi" } }),
  ],
  ["POST /channels/:id/test", "write", (server) => server.post("/channels/crm/test", {})],
  ["DELETE /channels/:id", "write", (server) => server.delete("/channels/crm")],
  ["GET /inbox", "read", (server) => server.get("/inbox")],
  ["PUT /campaigns/:id", "write", (server) => server.put("/campaigns/boots", CAMPAIGN)],
  ["GET /campaigns", "read", (server) => server.get("/campaigns")],
  ["GET /campaigns/:id", "read", (server) => server.get("/campaigns/boots")],
  ["GET /campaigns/:id/report", "read", (server) => server.get("/campaigns/boots/report")],
  [
    "POST /decide",
    "decide",
    (server) => server.post("/decide", { placements: ["home-hero"], anonymous_id: "crm-1" }),
  ],
  ["POST /confirm", "decide", (server) => server.post("/confirm", {})],
  ["DELETE /campaigns/:id", "write", (server) => server.delete("/campaigns/boots")],
  [
    "POST /contacts/merge",
    "write",
    (server) =>
      server.post("/contacts/merge", { from: { email: "a@b.example" }, into: { email: "c@d.example" } }),
  ],
  ["DELETE /contacts/merges/:merge", "write", (server) => server.delete("/contacts/merges/m_unknown")],
  ["GET /consent/rules", "consent", (server) => server.get("/consent/rules")],
  ["PUT /consent/rules", "consent", (server) => server.put("/consent/rules", RULES)],
  ["POST /consent/rules/preview", "consent", (server) => server.post("/consent/rules/preview", RULES)],
  [
    "POST /consent/rules/pending/:id/approve",
    "consent",
    (server) => server.post("/consent/rules/pending/x/approve", {}),
  ],
  ["DELETE /consent/rules/pending/:id", "consent", (server) => server.delete("/consent/rules/pending/x")],
  ["GET /consent/log", "consent", (server) => server.get("/consent/log?profile=unknown")],
  ["GET /consent/receipt", "consent", (server) => server.get("/consent/receipt?profile=unknown")],
  ["GET /exports", "admin", (server) => server.get("/exports")],
  ["GET /audit", "admin", (server) => server.get("/audit")],
  ["GET /audit/checkpoint", "admin", (server) => server.get("/audit/checkpoint")],
  ["GET /audit/verify", "admin", (server) => server.get("/audit/verify")],
  ["POST /audit/verify", "admin", (server) => server.post("/audit/verify", {})],
  ["GET /privacy/retention", "privacy", (server) => server.get("/privacy/retention")],
  [
    "GET /profiles/:id/explain",
    "read",
    (server) => server.get("/profiles/vx00unknown/explain?audience=viewers"),
  ],
  ["POST /audiences/:id/preview", "read", (server) => server.post("/audiences/viewers/preview", VIEWERS)],
  ["POST /audiences/import", "write", (server) => server.post("/audiences/import?from=unknown", {})],
  ["POST /privacy/access", "privacy", (server) => server.post("/privacy/access", { anonymous_id: "crm-2" })],
  ["POST /privacy/erase", "privacy", (server) => server.post("/privacy/erase", { anonymous_id: "crm-2" })],
  ["GET /privacy/receipts/:receipt", "privacy", (server) => server.get("/privacy/receipts/unknown")],
  ["POST /keys", "admin", (server) => server.post("/keys", { label: "x", scopes: ["read"] })],
  ["GET /keys", "admin", (server) => server.get("/keys")],
  ["POST /keys/:id/rotate", "admin", (server) => server.post("/keys/unknown/rotate", {})],
  ["DELETE /keys/:id", "admin", (server) => server.delete("/keys/unknown")],
  ["DELETE /audiences/:id", "write", (server) => server.delete("/audiences/viewers")],
];

/** Only the instance's own key makes sites. */
const OF_THE_INSTANCE = "PUT /";

test("the routes above are all that there are", () => {
  const below = "/v1/sites/:site";
  const routes = createApp({} as SnippetBundle, new Set()).routes.filter(({ path }) =>
    path.startsWith(below),
  );
  const named = routes.map(({ method, path }) => `${method} ${path.slice(below.length) || "/"}`);
  expect(named.toSorted()).toEqual([OF_THE_INSTANCE, ...ROUTES.map(([route]) => route)].toSorted());
});

const refused = (status: number, code: string) => ({ status, body: { status, code } });

const elsewhere = (authorization: string) =>
  request("GET", "/v1/sites/no-such-site", { headers: { authorization } });

describe("a key", () => {
  test.each(Scope.options)("with the scope %s opens exactly the routes of that scope", async (scope) => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.ingest([{ ...pageView(), anonymous_id: "crm-0" }]);
    const { key } = await site.createKey([scope]);
    const server = site.serverWith(`Bearer ${key}`);
    for (const [route, needed, call] of ROUTES) {
      const { status, body } = await call(server);
      const isOpen = scope === needed || scope === "admin";
      expect({ route, isOpen: status !== 403 }).toEqual({ route, isOpen });
      if (!isOpen) expect(body).toMatchObject({ code: "scope_missing" });
    }
  });

  test("that is missing, unknown, another site's or revoked opens nothing", async () => {
    const [site, other] = [await createSite(), await createSite()];
    const { key: foreign } = await other.createKey(["admin"]);
    const { id, key: revoked } = await site.createKey(["admin"]);
    expect((await site.serverWith(`Bearer ${revoked}`).get("/keys")).status).toBe(200);
    expect((await site.server.delete(`/keys/${id}`)).status).toBe(204);
    const presented: [string | null, string][] = [
      [null, "key_missing"],
      ["", "key_missing"],
      ["Bearer", "key_missing"],
      ["Bearer ", "key_missing"],
      ["Basic !!!", "key_missing"],
      ["Digest abc", "key_missing"],
      ["Bearer hk_unknown", "key_invalid"],
      [`Bearer ${foreign}`, "key_invalid"],
      [`Bearer ${revoked}`, "key_invalid"],
      [`Bearer ${revoked.slice(0, -1)}`, "key_invalid"],
    ];
    for (const [authorization, code] of presented) {
      for (const [route, , call] of ROUTES) {
        const { status, body, headers } = await call(site.serverWith(authorization));
        expect({ route, status, body }).toMatchObject({ route, ...refused(401, code) });
        expect(headers.get("www-authenticate")).toBe('Bearer realm="halley", Basic realm="halley"');
      }
    }
  });

  test("may come as the password of Basic, with any name", async () => {
    const site = await createSite();
    const { key } = await site.createKey(["read"]);
    for (const credentials of [`:${key}`, `halley:${key}`]) {
      expect((await site.serverWith(`Basic ${btoa(credentials)}`).get("")).status).toBe(200);
    }
    expect(await site.serverWith(`Basic ${btoa(`${key}:`)}`).get("")).toMatchObject(
      refused(401, "key_missing"),
    );
    expect(await site.serverWith(`Basic ${btoa(key)}x`).get("")).toMatchObject({ status: 401 });
  });

  test("does not tell which sites there are", async () => {
    const site = await createSite();
    const { key } = await site.createKey(["admin"]);
    expect(await elsewhere(`Bearer ${key}`)).toMatchObject(refused(401, "key_invalid"));
    expect(await elsewhere(`Bearer ${env.ADMIN_KEY}`)).toMatchObject(refused(404, "site_unknown"));
  });

  test("of a site, even for everything, neither makes sites nor moves the clock", async () => {
    const site = await createSite();
    const { key } = await site.createKey([...Scope.options]);
    const headers = { authorization: `Bearer ${key}` };
    const body = JSON.stringify({ now: NOON });
    expect(await request("POST", "/v1/clock", { headers, body })).toMatchObject(refused(401, "key_invalid"));
    const server = site.serverWith(`Bearer ${key}`);
    expect(await server.put("", SITE_SETTINGS)).toMatchObject(refused(401, "key_invalid"));
  });

  test("is shown once and kept as a digest only", async () => {
    const site = await createSite();
    const { id, key } = await site.createKey(["read", "export"]);
    expect(key).toMatch(/^hk_[0-9A-Za-z]{10}_[0-9A-Za-z]{44}$/);
    expect((await site.server.get("/keys")).body).toEqual({
      keys: [
        {
          id,
          label: "test",
          scopes: ["read", "export"],
          created_at: NOON,
          audiences: null,
          formats: null,
          networks: null,
          expires_at: null,
          chain: id,
        },
      ],
    });
    expect(JSON.stringify(await siteTables(site))).not.toContain(key);
  });

  test("is one of at most a hundred", async () => {
    const site = await createSite();
    for (let count = 0; count < KEYS_PER_SITE_MAX - 1; count++) await site.createKey(["read"]);
    const last = await site.createKey(["read"]);
    const more = () => site.server.post("/keys", { label: "x", scopes: ["read"] });
    expect(await more()).toMatchObject(refused(422, "limit_reached"));
    await site.server.delete(`/keys/${last.id}`);
    expect((await more()).status).toBe(201);
  });
});
