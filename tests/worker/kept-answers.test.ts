import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  ANSWER_ABANDONED_MS,
  ANSWER_LIFE_MS,
  ANSWERS_KEPT_MAX,
  ANSWERS_LENGTH_MAX,
} from "../../schemas/limits-api.ts";
import { KEY_MEMO_MS } from "../../schemas/limits-export.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { advance, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { siteTables } from "./objects.ts";
import { type Answer, request } from "./request.ts";
import { identify, VIEWERS } from "./samples.ts";

interface Sent {
  readonly key?: string;
  readonly as?: string;
  /** The address it comes from. */
  readonly from?: string;
}

const send = (
  site: TestSite,
  method: string,
  path: string,
  body: unknown,
  { key, as, from }: Sent = {},
): Promise<Answer> =>
  request(method, `/v1/sites/${site.id}${path}`, {
    headers: {
      authorization: `Bearer ${as ?? env.ADMIN_KEY}`,
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...(from === undefined ? {} : { "cf-connecting-ip": from }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

afterEach(() => {
  vi.restoreAllMocks();
});

const KEY = { label: "Server", scopes: ["read"] };
const keptRows = async (site: TestSite) => (await siteTables(site))["kept_answer"] ?? [];
const countKeys = async (site: TestSite) =>
  ((await site.server.get("/keys")).body as { keys: unknown[] }).keys.length;

describe("a write that is sent again under its idempotency key", () => {
  test("is done once and answered the same, secrets included, of which nothing rests in clear", async () => {
    const site = await createSite();
    const first = await send(site, "POST", "/keys", KEY, { key: "order-1" });
    const again = await send(site, "POST", "/keys", KEY, { key: '"order-1"' });
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(again.headers.get("content-type")).toBe("application/json");
    expect(await countKeys(site)).toBe(1);
    const { key } = first.body as { key: string };
    expect(JSON.stringify(await siteTables(site))).not.toContain(key);
    expect(await send(site, "POST", "/keys", KEY, { key: "order-2" })).toMatchObject({ status: 201 });
    expect(await countKeys(site)).toBe(2);
  });

  test("is answered the same where it changes or deletes", async () => {
    const site = await createSite();
    for (const status of [201, 201]) {
      expect((await send(site, "PUT", "/audiences/viewers", VIEWERS, { key: "put" })).status).toBe(status);
    }
    for (const status of [204, 204]) {
      expect((await send(site, "DELETE", "/audiences/viewers", undefined, { key: "delete" })).status).toBe(
        status,
      );
    }
    expect((await send(site, "DELETE", "/audiences/viewers", undefined)).status).toBe(404);
  });

  test("is refused with another body, path, query or method", async () => {
    const site = await createSite();
    await send(site, "PUT", "/audiences/viewers", VIEWERS, { key: "k" });
    for (const [method, path, body] of [
      ["PUT", "/audiences/viewers", { ...VIEWERS, name: "Others" }],
      ["PUT", "/audiences/others", VIEWERS],
      ["PUT", "/audiences/viewers?x=1", VIEWERS],
      ["DELETE", "/audiences/viewers", undefined],
      ["POST", "/keys", KEY],
    ] as const) {
      expect(await send(site, method, path, body, { key: "k" })).toMatchObject({
        status: 409,
        body: { code: "idempotency_key_reused" },
      });
    }
  });

  test("is another one where another key of the site, or another site, uses the same idempotency key", async () => {
    const [site, other] = [await createSite(), await createSite()];
    const { key: as } = await site.createKey(["admin"]);
    await send(site, "POST", "/keys", KEY, { key: "k" });
    const { headers, status } = await send(site, "POST", "/keys", KEY, { key: "k", as });
    expect({ status, replayed: headers.get("idempotent-replayed") }).toEqual({ status: 201, replayed: null });
    expect((await send(other, "POST", "/keys", { ...KEY, label: "Other" }, { key: "k" })).status).toBe(201);
  });

  test("tells nothing to a key that was revoked", async () => {
    const site = await createSite();
    const { id, key: as } = await site.createKey(["admin"]);
    await send(site, "POST", "/keys", KEY, { key: "k", as });
    await site.server.delete(`/keys/${id}`);
    expect(await send(site, "POST", "/keys", KEY, { key: "k", as })).toMatchObject({ status: 401 });
  });

  test(`tells nothing ${KEY_MEMO_MS} ms after another isolate revoked the key`, async () => {
    const site = await createSite();
    const { id, key: as } = await site.createKey(["admin"]);
    const start = Date.now();
    const wall = vi.spyOn(Date, "now").mockReturnValue(start);
    await send(site, "POST", "/keys", KEY, { key: "k", as });
    await siteObject(env, site.id).deleteKey(id, "admin"); // This isolate's copy of the site stays as it was.
    wall.mockReturnValue(start + KEY_MEMO_MS);
    expect(await send(site, "POST", "/keys", KEY, { key: "k", as })).toMatchObject({ status: 401 });
  });

  test("tells nothing to a key that has ended", async () => {
    const site = await createSite();
    const { key: as } = await site.createKey(["admin"], { expires_at: present() + 1_000 });
    await send(site, "POST", "/keys", KEY, { key: "k", as });
    await advance(999);
    const before = await send(site, "POST", "/keys", KEY, { key: "k", as });
    expect(before.headers.get("idempotent-replayed")).toBe("true");
    await advance(1);
    const after = await send(site, "POST", "/keys", KEY, { key: "k", as });
    expect(after).toMatchObject({ status: 401, body: { code: "key_expired" } });
    expect(after.headers.get("idempotent-replayed")).toBeNull();
  });

  test("tells nothing to a key that is used from where it may not be", async () => {
    const site = await createSite();
    const { key: as } = await site.createKey(["admin"], { networks: ["203.0.113.7"] });
    const sent = { key: "k", as, from: "203.0.113.7" };
    await send(site, "POST", "/keys", KEY, sent);
    const here = await send(site, "POST", "/keys", KEY, sent);
    expect(here.headers.get("idempotent-replayed")).toBe("true");
    const elsewhere = await send(site, "POST", "/keys", KEY, { ...sent, from: "198.51.100.1" });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: "network_forbidden" } });
    expect(elsewhere.headers.get("idempotent-replayed")).toBeNull();
  });

  test("is refused while the first is not answered, and done anew where that one died", async () => {
    const site = await createSite();
    const object = siteObject(env, site.id);
    expect(await object.beginAnswer("n", "f", false)).toEqual({ kind: "new" });
    expect(await object.beginAnswer("n", "f", false)).toEqual({ kind: "running" });
    expect(await object.beginAnswer("n", "g", false)).toEqual({ kind: "other" });
    await advance(ANSWER_ABANDONED_MS - 1);
    expect(await object.beginAnswer("n", "f", false)).toEqual({ kind: "running" });
    await advance(1);
    expect(await object.beginAnswer("n", "f", false)).toEqual({ kind: "new" });
  });

  test("is refused while the first runs at the same time", async () => {
    const site = await createSite();
    const both = await Promise.all([1, 2].map(() => send(site, "POST", "/keys", KEY, { key: "k" })));
    const codes = both.map(({ status, body }) => (status === 409 ? (body as { code: string }).code : status));
    // The second comes while the first runs, or right after it: never is it done twice.
    expect([
      [201, "idempotency_in_progress"],
      [201, 201],
    ]).toContainEqual(codes.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(await countKeys(site)).toBe(1);
  });

  test("is tried anew where it was refused: a refusal did nothing", async () => {
    const site = await createSite();
    expect((await send(site, "POST", "/keys", { label: "" }, { key: "k" })).status).toBe(422);
    expect((await send(site, "POST", "/keys", KEY, { key: "k" })).status).toBe(201);
  });

  test("is done anew a day later", async () => {
    const site = await createSite();
    await send(site, "POST", "/keys", KEY, { key: "k" });
    await advance(ANSWER_LIFE_MS - 1);
    expect((await send(site, "POST", "/keys", KEY, { key: "k" })).headers.get("idempotent-replayed")).toBe(
      "true",
    );
    await advance(1);
    expect(
      (await send(site, "POST", "/keys", KEY, { key: "k" })).headers.get("idempotent-replayed"),
    ).toBeNull();
    expect(await countKeys(site)).toBe(2);
  });
});

describe("an idempotency key", () => {
  test.each(["", " ", "a b", '""', '"a', 'a"b', "a\\b", "ä", "x".repeat(256)])(
    "%j is refused",
    async (key) => {
      const site = await createSite();
      const { status, body } = await send(site, "POST", "/keys", KEY, { key });
      expect({ status, body }).toMatchObject({ status: 400, body: { code: "idempotency_key_invalid" } });
      expect(await countKeys(site)).toBe(0);
    },
  );

  test("has up to 255 characters", async () => {
    const site = await createSite();
    expect((await send(site, "POST", "/keys", KEY, { key: "x".repeat(255) })).status).toBe(201);
  });

  test("is not needed, and costs nothing, where events and reservations know a repeat by themselves, and where nothing is written", async () => {
    const site = await createSite();
    const event = identify("ada@example.com");
    for (const duplicate of [0, 1]) {
      const { body } = await send(
        site,
        "POST",
        "/events",
        {
          consent: {},
          events: [{ ...event, consent: { email_marketing: "granted", analytics_storage: "granted" } }],
        },
        { key: "k" },
      );
      expect(body).toMatchObject({ duplicate });
    }
    await send(site, "POST", "/privacy/access", { email: "ada@example.com" }, { key: "k" });
    await send(site, "POST", "/audiences/viewers/preview", VIEWERS, { key: "k" });
    await send(site, "GET", "/keys", undefined, { key: "k" });
    expect(await keptRows(site)).toEqual([]);
  });

  test("of a body that is too large is refused like the body", async () => {
    const site = await createSite();
    const large = await send(site, "PUT", "/audiences/viewers", "x".repeat(5_000_000), { key: "k" });
    expect(large).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });
});

/** Kept answers `n1` to `n{count}` of a length each, the first the oldest. */
const keepMany = (site: TestSite, count: number, length: number): Promise<void> =>
  runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    sql.exec(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
       INSERT INTO kept_answer (name, fingerprint, at, about_profile, sealed, length)
         SELECT 'n' || n, 'f', ?2, 0, 'sealed', ?3 FROM number`,
      count,
      present(),
      length,
    );
  });

const namesAfterOneMore = async (site: TestSite, sealed: string): Promise<unknown[]> => {
  const object = siteObject(env, site.id);
  await object.beginAnswer("more", "f", false);
  await object.keepAnswer("more", sealed);
  return (await keptRows(site)).map(({ name }) => name);
};

describe("of kept answers the newest stay", () => {
  test("as many as may be", async () => {
    const site = await createSite();
    await keepMany(site, ANSWERS_KEPT_MAX, 6);
    const names = await namesAfterOneMore(site, "sealed");
    expect(names).toHaveLength(ANSWERS_KEPT_MAX);
    expect([names[0], names.at(-1)]).toEqual(["n2", "more"]);
  });

  test("and as much as fits", async () => {
    const site = await createSite();
    await keepMany(site, 4, ANSWERS_LENGTH_MAX / 4);
    expect(await namesAfterOneMore(site, "x")).toEqual(["n2", "n3", "n4", "more"]);
  });
});

test("answers that name a contact go when somebody is erased", async () => {
  const site = await createSite();
  const consent = { email_marketing: "granted" };
  await site.ingest(
    [identify("ada@old.example"), identify("ada@new.example")].map((event) => ({ ...event, consent })),
  );
  const merge = { from: { email: "ada@old.example" }, into: { email: "ada@new.example" } };
  const merged = await send(site, "POST", "/contacts/merge", merge, { key: "m" });
  expect((await send(site, "POST", "/contacts/merge", merge, { key: "m" })).text).toBe(merged.text);
  const { contact } = merged.body as { contact: string };
  await send(site, "PUT", `/profiles/${contact}/bot`, { bot: false }, { key: "b" });
  await send(site, "POST", "/keys", KEY, { key: "k" });
  expect(await keptRows(site)).toHaveLength(3);
  await site.server.post("/privacy/erase", { email: "ada@new.example" });
  expect(await keptRows(site)).toHaveLength(1);
});
