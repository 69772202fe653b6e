import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { advance, DAY } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, exportLog } from "./objects.ts";
import { pageView, VIEWERS } from "./samples.ts";

const visitors = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ ...pageView(), anonymous_id: `crm-${from + i}` }));

const withMembers = async (count: number) => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.ingest(visitors(0, count));
  return site;
};

const read = (site: TestSite, query = "", headers = {}) =>
  site.server.get(`/audiences/viewers/members${query}`, headers);

const tagOf = ({ headers }: { headers: Headers }): string => headers.get("etag") ?? "";

/** The body as it came, read as far as the test wants. */
const open = async (site: TestSite, headers: Record<string, string> = {}): Promise<Response> =>
  exports.default.fetch(`https://shop.example/v1/sites/${site.id}/audiences/viewers/members`, {
    headers: { authorization: `Bearer ${env.ADMIN_KEY}`, ...headers },
  });

afterEach(() => {
  vi.restoreAllMocks();
});

test("an export is one request of its key, however many pages it has", async () => {
  const site = await createSite({ api: { requests_per_minute: 2 } });
  await site.putAudience("viewers", VIEWERS);
  await site.ingest(visitors(0, 8));
  const { key } = await site.createKey(["export"]);
  const { text } = await site.serverWith(`Bearer ${key}`).get("/audiences/viewers/members");
  expect(text.trim().split("\n")).toHaveLength(8);
});

describe("a receiver that has the text already", () => {
  test("is told so before anything is read, also after the objects slept", async () => {
    const site = await withMembers(3);
    const tag = tagOf(await read(site));
    await evictShards(site);
    const members = vi.spyOn(ProfileShard.prototype, "memberLines");
    const answer = await read(site, "", { "if-none-match": tag });
    expect(answer).toMatchObject({ status: 304, text: "" });
    expect(tagOf(answer)).toBe(tag);
    expect(members).not.toHaveBeenCalled();
    expect(await exportLog(site)).toHaveLength(1);
  });

  const changes: [what: string, change: (site: TestSite) => Promise<unknown>][] = [
    ["another member came", (site) => site.ingest(visitors(3, 4))],
    [
      "a member's time was lengthened",
      async (site) => {
        await advance(1_000);
        await site.ingest(visitors(0, 1));
      },
    ],
    ["members went", () => advance(7 * DAY)],
    ["the definition changed", (site) => site.putAudience("viewers", { ...VIEWERS, name: "Others" })],
    [
      "a rule changed",
      (site) => site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-in" }] }),
    ],
  ];

  test.each(changes)("gets it anew where %s", async (_, change) => {
    const site = await withMembers(3);
    const tag = tagOf(await read(site));
    await change(site);
    const answer = await read(site, "", { "if-none-match": tag });
    expect(answer.status).not.toBe(304);
    expect(tagOf(answer)).not.toBe(tag);
  });

  test("gets other formats, other keys' texts and other pages anew", async () => {
    const site = await withMembers(3);
    const { key } = await site.createKey(["export"]);
    const other = site.serverWith(`Bearer ${key}`);
    const tags = [
      await read(site),
      await read(site, "?format=csv"),
      await read(site, "?limit=1"),
      await read(site, "?limit=2"),
      await other.get("/audiences/viewers/members"),
    ].map(tagOf);
    expect(new Set(tags).size).toBe(tags.length);
  });
});

describe("gzip", () => {
  test("is used for whoever takes it, under a tag of its own", async () => {
    const site = await withMembers(50);
    const plain = await read(site);
    const zipped = await read(site, "", { "accept-encoding": "br, gzip" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(zipped.text).toBe(plain.text);
    expect(zipped.headers.get("vary")).toBe("accept-encoding");
    expect(tagOf(zipped)).toBe(tagOf(plain).replace(/"$/, '-gzip"'));
    const known = { "accept-encoding": "gzip", "if-none-match": tagOf(zipped) };
    expect((await read(site, "", known)).status).toBe(304);
    expect(await exportLog(site)).toMatchObject([{ bytes: plain.text.length }, { bytes: plain.text.length }]);
  });
});

describe("a receiver that was cut off", () => {
  test.each([0, 1, 100, 499])("gets the rest from byte %i, byte for byte", async (offset) => {
    const site = await withMembers(10);
    const whole = await read(site);
    const range = { range: `bytes=${offset}-`, "if-range": tagOf(whole), "accept-encoding": "gzip" };
    const rest = await read(site, "", range);
    expect(rest).toMatchObject({ status: 206, text: whole.text.slice(offset) });
    const { length } = whole.text;
    expect(rest.headers.get("content-range")).toBe(`bytes ${offset}-${length - 1}/${length}`);
    expect(rest.headers.get("content-encoding")).toBeNull();
    expect(await exportLog(site)).toMatchObject([
      { offset: 0 },
      { offset, bytes: length - offset, complete: true },
    ]);
  });

  test("gets everything again where anything changed, or where it does not say what it has", async () => {
    const site = await withMembers(3);
    const tag = tagOf(await read(site));
    expect((await read(site, "", { range: "bytes=5-" })).status).toBe(200);
    expect((await read(site, "", { range: "bytes=5-6", "if-range": tag })).status).toBe(200);
    await site.ingest(visitors(3, 4));
    const anew = await read(site, "", { range: "bytes=5-", "if-range": tag });
    expect(anew.status).toBe(200);
    expect(anew.text.split("\n")).toHaveLength(5);
    expect(anew.headers.get("accept-ranges")).toBe("bytes");
  });

  test("is refused a byte after the end", async () => {
    const site = await withMembers(3);
    const whole = await read(site);
    const range = { range: `bytes=${whole.text.length}-`, "if-range": tagOf(whole) };
    expect(await read(site, "", range)).toMatchObject({ status: 416, body: { code: "range_unsatisfiable" } });
  });
});

const nextOf = ({ headers }: { headers: Headers }): string | null =>
  /^<\S*\/members(\?\S+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1] ?? null;

describe("pages", () => {
  test("lead from one to the next until all were told once, and share one cursor", async () => {
    const site = await withMembers(9);
    const told: string[] = [];
    const cursors = new Set<string | null>();
    for (let query: string | null = "?limit=2"; query !== null;) {
      const page = await read(site, query);
      told.push(...page.text.split("\n").filter((line) => line !== ""));
      cursors.add(page.headers.get("halley-cursor"));
      if (told.length === 4) await site.ingest(visitors(20, 21));
      query = nextOf(page);
    }
    const original = told.filter((line, index) => told.indexOf(line) === index);
    expect(original).toHaveLength(told.length);
    expect(told.length).toBeGreaterThanOrEqual(9);
    expect(cursors.size).toBe(1);
    const [cursor] = cursors;
    expect((await site.changes("viewers", cursor ?? "")).rows).toMatchObject([{ op: "enter" }]);
  });

  test("of ten thousand rows are the largest", async () => {
    const site = await withMembers(1);
    expect((await read(site, "?limit=10000")).status).toBe(200);
    expect(await read(site, "?limit=10001")).toMatchObject({
      status: 400,
      body: { code: "query_invalid", parameter: "limit" },
    });
  });

  test("of another audience, site, format or key, and invented ones, are refused", async () => {
    const [site, other] = [await withMembers(4), await withMembers(4)];
    await site.putAudience("others", { ...VIEWERS, name: "Others" });
    const query = nextOf(await read(site, "?limit=1")) ?? "";
    const { key } = await site.createKey(["export"]);
    const cursor = (await read(site)).headers.get("halley-cursor") ?? "";
    const refused = { status: 400, body: { code: "cursor_invalid" } };
    expect((await read(site, query)).status).toBe(200);
    expect(await site.server.get(`/audiences/others/members${query}`)).toMatchObject(refused);
    expect(await read(other, query)).toMatchObject(refused);
    expect(await read(site, `${query}&format=csv`)).toMatchObject(refused);
    expect(await site.serverWith(`Bearer ${key}`).get(`/audiences/viewers/members${query}`)).toMatchObject(
      refused,
    );
    expect(await read(site, `${query}x`)).toMatchObject(refused);
    expect(await read(site, `?limit=1&after=${cursor}`)).toMatchObject(refused);
    expect(await read(site, `${query}&since=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: "query_invalid", parameter: "after" },
    });
    const token = new URLSearchParams(query).get("after") ?? "";
    expect(await read(site, `?since=${token}`)).toMatchObject(refused);
  });
});

describe("a receiver that leaves", () => {
  /** Random, so that compression makes something of each page. */
  const PAGE_BYTES = 32_768;

  test.each(["identity", "gzip"])("leaves no work running, and what it got is logged: %s", async (coding) => {
    const site = await withMembers(1);
    const line = (): string =>
      `${Buffer.from(crypto.getRandomValues(new Uint8Array(PAGE_BYTES))).toString("hex")}\n`;
    const endless = vi
      .spyOn(ProfileShard.prototype, "memberLines")
      .mockImplementation(async () => ({ text: line(), rows: 1, next: 1 }));
    const reader = (await open(site, { "accept-encoding": coding })).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await vi.waitFor(async () => {
      expect(await exportLog(site)).toMatchObject([{ complete: false }]);
    });
    const calls = endless.mock.calls.length;
    for (let turn = 0; turn < 5; turn++) await site.server.get("/exports");
    expect(endless.mock.calls.length).toBe(calls);
    const [entry] = (await exportLog(site)) as { rows: number; bytes: number }[];
    expect(entry?.rows).toBeGreaterThan(0);
    expect(entry?.bytes).toBe((entry?.rows ?? 0) * (2 * PAGE_BYTES + 1));
  });
});

describe("what ends while it is read", () => {
  test.each<[what: string, end: (site: TestSite, id: string) => Promise<unknown>]>([
    ["a key that is revoked", (site, id) => site.server.delete(`/keys/${id}`)],
    ["a key whose time is over", () => advance(2_000)],
    ["an audience that is deleted", (site) => site.server.delete("/audiences/viewers")],
  ])("breaks off: %s", async (_, end) => {
    const site = await withMembers(8);
    const { id, key } = await site.createKey(["export"], { expires_at: Date.UTC(2026, 10, 23, 12, 0, 1) });
    const response = await open(site, { authorization: `Bearer ${key}` });
    await end(site, id);
    await expect(response.text()).rejects.toThrow();
    expect(await exportLog(site)).toMatchObject([{ key: id, complete: false }]);
  });
});

test("exports are listed page by page, with what left and for whom", async () => {
  const site = await withMembers(2);
  const { text } = await read(site);
  await read(site, "?format=csv");
  const first = await site.server.get("/exports?limit=1");
  expect(first.body).toMatchObject({
    exports: [
      {
        seq: 1,
        key: "admin",
        audience: "viewers",
        version: 1,
        format: "ndjson",
        rows: 2,
        bytes: text.length,
        complete: true,
      },
    ],
    next: 1,
  });
  expect((await site.server.get("/exports?after=1")).body).toMatchObject({
    exports: [{ seq: 2, format: "csv" }],
    next: null,
  });
  for (const query of ["?limit=0", "?limit=1001", "?after=-1", "?limit=x"]) {
    expect(await site.server.get(`/exports${query}`)).toMatchObject({
      status: 400,
      body: { code: "query_invalid" },
    });
  }
});
