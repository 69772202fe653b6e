import { describe, expect, test } from "vitest";
import { CHANGE_RETENTION_MS } from "../../schemas/limits.ts";
import { advance, DAY, NOON } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { exportLog, snapshotOf } from "./objects.ts";
import { pageView, VIEWERS } from "./samples.ts";

const visitors = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ ...pageView(), anonymous_id: `crm-${from + i}` }));

const contact = (number: number) => ({ ...pageView(), email: `ada-${number}@mail.example` });

const withMembers = async (count: number, settings: object = {}) => {
  const site = await createSite(settings);
  await site.putAudience("viewers", VIEWERS);
  if (count > 0) await site.ingest(visitors(0, count));
  return site;
};

const read = (site: TestSite, query = "") => site.server.get(`/audiences/viewers/members${query}`);

describe("an audience that is too small", () => {
  const tooSmall = {
    status: 409,
    body: {
      type: "urn:halley:problem:audience_too_small",
      title: "The audience has fewer members than may be exported.",
      status: 409,
      code: "audience_too_small",
    },
  };

  test.each([
    { count: 99, status: 409 },
    { count: 100, status: 200 },
    { count: 101, status: 200 },
  ])("is by default one with fewer than a hundred members: $count members answer $status", async (row) => {
    const { exports: _, ...settings } = SITE_SETTINGS;
    const site = await withMembers(row.count, { ...settings, exports: undefined });
    const answer = await read(site);
    if (row.status === 409) expect(answer).toMatchObject(tooSmall);
    else expect(answer.text.trim().split("\n")).toHaveLength(row.count);
    expect(answer.status).toBe(row.status);
  });

  test("counts only members that may leave for ad platforms", async () => {
    const site = await withMembers(2, { exports: { min_size: 3 } });
    const ada = site.browser({ consent: { ad_storage: "granted" } });
    await ada.send([pageView()]);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
    expect(await read(site)).toMatchObject(tooSmall);
    await site.ingest(visitors(2, 3));
    expect((await read(site)).status).toBe(200);
  });

  test("counts for an upload only those whom its platform can find", async () => {
    const site = await createSite({ exports: { min_size: 3 } });
    await site.putAudience("viewers", { ...VIEWERS, of: "all" });
    await site.ingest([...visitors(0, 3), contact(1), contact(2)]);
    expect((await read(site)).status).toBe(200);
    expect(await read(site, "?format=pinterest")).toMatchObject(tooSmall);
    await site.ingest([contact(3)]);
    expect((await read(site, "?format=pinterest")).status).toBe(200);
  });

  test("says nothing of its members", async () => {
    const site = await withMembers(2, { exports: { min_size: 3 } });
    const { text } = await read(site);
    expect(text).not.toContain(await site.lookUp("anonymous_id=crm-0"));
  });
});

describe("formats", () => {
  test("lines of JSON are the default", async () => {
    const site = await withMembers(1);
    const profile = await site.lookUp("anonymous_id=crm-0");
    const answer = await read(site);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.text).toBe(
      `{"profile":"${profile}","entered_at":${NOON},"next_flip_at":${NOON + 7 * DAY}}\n`,
    );
    expect((await read(site, "?format=ndjson")).text).toBe(answer.text);
  });

  test("CSV has a head and one row per member", async () => {
    const site = await withMembers(2);
    const answer = await read(site, "?format=csv");
    const profiles = [await site.lookUp("anonymous_id=crm-0"), await site.lookUp("anonymous_id=crm-1")];
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.text.split("\r\n").toSorted()).toEqual(
      [
        "",
        "profile,entered_at,next_flip_at",
        ...profiles.map((id) => `${id},${NOON},${NOON + 7 * DAY}`),
      ].toSorted(),
    );
    expect(answer.text.startsWith("profile,entered_at,next_flip_at\r\n")).toBe(true);
  });

  test("CSV of changes has a head of its own", async () => {
    const site = await withMembers(1);
    const { cursor } = await site.members("viewers");
    await advance(7 * DAY);
    expect((await read(site, `?format=csv&since=${cursor}`)).text).toBe(
      `op,profile,at,reason\r\nexit,${await site.lookUp("anonymous_id=crm-0")},${NOON + 7 * DAY},expired\r\n`,
    );
  });

  test.each(["xml", "", "constructor", "__proto__", "NDJSON"])("%j is refused", async (format) => {
    const site = await withMembers(1);
    expect(await read(site, `?format=${format}`)).toMatchObject({
      status: 400,
      body: { code: "query_invalid", parameter: "format" },
    });
  });

  test("no answer may be kept by a cache", async () => {
    expect((await read(await withMembers(1))).headers.get("cache-control")).toBe("no-store");
  });
});

describe("a limit", () => {
  test.each([1, 4, 5, 6])("of %i gives at most so many of five members", async (limit) => {
    const site = await withMembers(5);
    const { text } = await read(site, `?limit=${limit}`);
    expect(text.split("\n").filter((line) => line !== "")).toHaveLength(Math.min(limit, 5));
  });

  test.each(["0", "-1", "1.5", "x", "1e3", "", "99999999999999999999"])("of %j is refused", async (limit) => {
    expect(await read(await withMembers(1), `?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { code: "query_invalid", parameter: "limit" },
    });
  });

  test("on changes loses none where each cursor is passed on", async () => {
    const site = await withMembers(3);
    const { cursor } = await site.members("viewers");
    await site.ingest(visitors(3, 8));
    const told: string[] = [];
    let since = cursor;
    for (let call = 0; call < 8; call++) {
      const { text, headers } = await read(site, `?limit=2&since=${since}`);
      told.push(...text.split("\n").filter((line) => line !== ""));
      since = headers.get("halley-cursor") ?? "";
    }
    expect(new Set(told).size).toBe(5);
  });
});

describe("a cursor", () => {
  test("gives each change once, in whatever shard it happened", async () => {
    const site = await withMembers(3);
    const first = await site.members("viewers");
    await site.ingest(visitors(3, 9));
    const second = await site.changes("viewers", first.cursor);
    expect(second.rows.map(({ op }) => op)).toEqual(Array.from({ length: 6 }, () => "enter"));
    expect(new Set(second.rows.map(({ profile }) => profile)).size).toBe(6);
    expect((await site.changes("viewers", second.cursor)).rows).toEqual([]);
    expect(await site.changes("viewers", first.cursor)).toMatchObject({ rows: second.rows });
  });

  test("replayed on the first export gives the second", async () => {
    const site = await withMembers(4);
    const ada = site.browser();
    await ada.send([pageView()]);
    const before = await site.members("viewers");
    const members = new Set(before.rows.map(({ profile }) => profile));
    await advance(3 * DAY);
    await site.ingest(visitors(2, 7));
    ada.consent = { ...ada.consent, ad_user_data: "denied" };
    await ada.send([]);
    await advance(4 * DAY);
    for (const { op, profile } of (await site.changes("viewers", before.cursor)).rows) {
      if (op === "enter") members.add(profile);
      else members.delete(profile);
    }
    expect([...members].toSorted()).toEqual(await site.exported("viewers"));
    expect(members.size).toBe(5);
  });

  const damages: [name: string, damage: (cursor: string) => string][] = [
    ["that is empty", () => ""],
    ["that is a word", () => "yesterday"],
    [
      "whose last character was changed",
      (cursor) => cursor.slice(0, -2) + (cursor.endsWith("AA") ? "BB" : "AA"),
    ],
    ["whose first character was changed", (cursor) => (cursor.startsWith("A") ? "B" : "A") + cursor.slice(1)],
    ["without its signature", (cursor) => cursor.slice(0, cursor.lastIndexOf("."))],
    ["twice", (cursor) => cursor + cursor],
  ];

  test.each(damages)("%s is refused", async (_, damage) => {
    const site = await withMembers(1);
    const { cursor } = await site.members("viewers");
    const since = encodeURIComponent(damage(cursor));
    expect(await read(site, `?since=${since}`)).toMatchObject({
      status: 400,
      body: { code: "cursor_invalid" },
    });
  });

  test("that is older than the changes that are kept is refused, and a whole export starts anew", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser();
    await ada.send([pageView()]);
    const { cursor } = await site.members("viewers");
    await advance(7 * DAY);
    await advance(CHANGE_RETENTION_MS + 1);
    await ada.send([pageView()]);
    expect(await read(site, `?since=${cursor}`)).toMatchObject({
      status: 410,
      body: { code: "cursor_expired" },
    });
    const anew = await site.members("viewers");
    expect(anew.rows.map(({ profile }) => profile)).toEqual([ada.visitor]);
    expect((await site.changes("viewers", anew.cursor)).rows).toEqual([]);
  });

  test("of another audience or another site is refused", async () => {
    const [site, other] = [await withMembers(1), await withMembers(1)];
    await site.putAudience("others", { ...VIEWERS, name: "Others" });
    const refused = { status: 400, body: { code: "cursor_invalid" } };
    const foreign = [(await site.members("others")).cursor, (await other.members("viewers")).cursor];
    for (const cursor of foreign) expect(await read(site, `?since=${cursor}`)).toMatchObject(refused);
  });
});

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

test("each export is logged with its definition, its count and the key that asked", async () => {
  const site = await withMembers(2);
  const { id, key } = await site.createKey(["export"]);
  const { text } = await site.serverWith(`Bearer ${key}`).get("/audiences/viewers/members");
  const log = await exportLog(site);
  const [stored] = (await snapshotOf(site)).audiences;
  expect(log).toEqual([
    {
      at: NOON,
      key: id,
      audience: "viewers",
      version: 1,
      definition: await sha256(JSON.stringify(stored?.definition)),
      format: "ndjson",
      since: false,
      offset: 0,
      rows: 2,
      bytes: new TextEncoder().encode(text).byteLength,
      sha256: await sha256(text),
      complete: true,
    },
  ]);
});
