import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { KEYS_PER_SITE_MAX } from "../../schemas/limits.ts";
import { Scope } from "../../schemas/site.ts";
import { NOON } from "./clock.ts";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { siteTables } from "./objects.ts";
import { request } from "./request.ts";

const refused = (status: number, code: string) => ({ status, body: { status, code } });

const elsewhere = (authorization: string) =>
  request("GET", "/v1/sites/no-such-site", { headers: { authorization } });

describe("a key", () => {
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
