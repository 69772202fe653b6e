import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSite } from "./kit.ts";
import { request } from "./request.ts";

const NOW = Date.UTC(2026, 10, 26);
const limitsOf = (headers: Headers) =>
  ["ratelimit-policy", "ratelimit", "retry-after"].map((name) => headers.get(name));

describe("requests of a key", () => {
  // Load goes by the wall clock.
  beforeEach(() => void vi.spyOn(Date, "now").mockReturnValue(NOW));
  afterEach(() => void vi.restoreAllMocks());

  test("are as many a minute as the site says; one more is told when to come again", async () => {
    const site = await createSite({ api: { requests_per_minute: 3 } });
    const { key } = await site.createKey(["read"]);
    const server = site.serverWith(`Bearer ${key}`);
    const answers = [];
    for (let count = 0; count < 4; count++) answers.push(await server.get(""));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => limitsOf(headers))).toEqual([
      ['"key";q=3;w=60', '"key";r=2;t=20', null],
      ['"key";q=3;w=60', '"key";r=1;t=40', null],
      ['"key";q=3;w=60', '"key";r=0;t=60', null],
      ['"key";q=3;w=60', '"key";r=0;t=60', "20"],
    ]);
    expect(answers[3]?.body).toMatchObject({ code: "rate_limited", status: 429 });
    vi.mocked(Date.now).mockReturnValue(NOW + 20_000);
    expect((await server.get("")).status).toBe(200);
    expect((await server.get("")).status).toBe(429);
  });

  test("are counted key by key, and never for the instance's own", async () => {
    const site = await createSite({ api: { requests_per_minute: 1 } });
    const [one, two] = [await site.createKey(["read"]), await site.createKey(["read"])];
    for (const { key } of [one, two]) {
      expect((await site.serverWith(`Bearer ${key}`).get("")).status).toBe(200);
      expect((await site.serverWith(`Bearer ${key}`).get("")).status).toBe(429);
    }
    for (let count = 0; count < 3; count++) {
      const { status, headers } = await site.server.get("");
      expect({ status, limits: limitsOf(headers) }).toEqual({ status: 200, limits: [null, null, null] });
    }
  });

  test("that the key may not make, or without a key, are refused for that and not counted", async () => {
    const site = await createSite({ api: { requests_per_minute: 1 } });
    const { key } = await site.createKey(["read"]);
    const server = site.serverWith(`Bearer ${key}`);
    for (let count = 0; count < 3; count++) expect((await server.get("/keys")).status).toBe(403);
    expect((await server.get("")).status).toBe(200);
    expect((await request("GET", `/v1/sites/${site.id}`)).headers.get("ratelimit")).toBeNull();
  });
});
