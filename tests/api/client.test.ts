import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createHalleyClient, eachPage, HalleyProblem, type HalleyOptions } from "../../client/client.ts";
import { linesOf } from "../../client/lines.ts";
import { clientRoutes } from "../../scripts/write-client-routes.ts";

const OPTIONS = { baseUrl: "https://halley.example", site: "shop", key: "hk_x" };

/** A client whose requests are answered in turn, the last answer for good. */
const clientOf = (answers: (() => Response)[], more: Partial<HalleyOptions> = {}) => {
  const requests: Request[] = [];
  const waits: number[] = [];
  const halley = createHalleyClient({
    ...OPTIONS,
    fetch: async (request) => {
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1]!();
    },
    wait: async (ms) => void waits.push(ms),
    ...more,
  });
  return { halley, requests, waits };
};

const ok = (body: unknown) => () => Response.json(body);
const problem =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify({ type: `urn:halley:problem:${code}`, title: "No.", status, code }), {
      status,
      headers: { "content-type": "application/problem+json", "request-id": "r-1", ...headers },
    });
const broken = () => {
  throw new TypeError("fetch failed");
};

test("what the client knows of the operations is what is described", async () => {
  expect(readFileSync(new URL("../../client/routes.ts", import.meta.url), "utf8")).toBe(await clientRoutes());
});

describe("a call", () => {
  test("puts parameters into the path and the query, and the rest into the body", async () => {
    const { halley, requests } = clientOf([ok({})]);
    await halley.previewAudience({
      id: "a/b",
      overlap: "x,y",
      body: { v: 1, name: "A", of: "all", include: { event: "page_view" } },
    });
    const [request] = requests;
    expect(request?.url).toBe("https://halley.example/v1/sites/shop/audiences/a%2Fb/preview?overlap=x%2Cy");
    expect(request?.method).toBe("POST");
    expect(request?.headers.get("authorization")).toBe("Bearer hk_x");
    expect(await request?.json()).toEqual({ v: 1, name: "A", of: "all", include: { event: "page_view" } });
  });

  test("is made again after 429 and 503, as long after as the answer asks for, and under the same idempotency key", async () => {
    const { halley, requests, waits } = clientOf([
      problem(429, "rate_limited", { "retry-after": "7" }),
      problem(503, "overloaded", { "retry-after": "2" }),
      broken,
      () => new Response(null, { status: 204 }),
    ]);
    expect(await halley.deleteAudience({ id: "a" })).toBeUndefined();
    expect(waits).toEqual([7_000, 2_000, 2_000]);
    const keys = requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is given up after as many tries as are allowed, and not made again where nobody was slow", async () => {
    const { halley, requests } = clientOf([problem(503, "overloaded")]);
    await expect(halley.listAudiences()).rejects.toMatchObject({ code: "overloaded", status: 503 });
    expect(requests).toHaveLength(4);
    const once = clientOf([problem(404, "audience_unknown")]);
    await expect(once.halley.getAudience({ id: "a" })).rejects.toMatchObject({
      code: "audience_unknown",
      requestId: "r-1",
    });
    expect(once.requests).toHaveLength(1);
    const never = clientOf([broken], { retries: 0 });
    await expect(never.halley.listAudiences()).rejects.toThrow("fetch failed");
    expect(never.requests).toHaveLength(1);
  });

  test("is not made again where nobody would wait so long, and says how long that is", async () => {
    const patient = clientOf([problem(429, "rate_limited", { "retry-after": "60" }), ok({ audiences: [] })]);
    await patient.halley.listAudiences();
    expect(patient.waits).toEqual([60_000]);
    const { halley, requests, waits } = clientOf([problem(429, "quota_exceeded", { "retry-after": "61" })]);
    await expect(halley.listAudiences()).rejects.toMatchObject({
      code: "quota_exceeded",
      retryAfterMs: 61_000,
    });
    expect({ requests: requests.length, waits }).toEqual({ requests: 1, waits: [] });
    const silent = clientOf([problem(404, "audience_unknown")]);
    await expect(silent.halley.getAudience({ id: "a" })).rejects.toMatchObject({ retryAfterMs: null });
  });

  test("that is still being done is asked for until it is", async () => {
    const { halley, requests } = clientOf([
      broken,
      problem(409, "idempotency_in_progress"),
      () => new Response(null, { status: 204 }),
    ]);
    expect(await halley.deleteAudience({ id: "a" })).toBeUndefined();
    expect(requests).toHaveLength(3);
    const conflict = clientOf([problem(409, "audience_in_use")]);
    await expect(conflict.halley.deleteAudience({ id: "a" })).rejects.toMatchObject({
      code: "audience_in_use",
    });
    expect(conflict.requests).toHaveLength(1);
  });

  test("that would do something twice is never made again", async () => {
    const { halley, requests } = clientOf([problem(503, "overloaded")]);
    await expect(halley.moveClock({ body: { advance: 1 } })).rejects.toBeInstanceOf(HalleyProblem);
    expect(requests).toHaveLength(1);
  });

  test("that was called off is not made again", async () => {
    const { halley, requests } = clientOf([broken]);
    await expect(halley.listAudiences({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(requests.length).toBeLessThanOrEqual(1);
  });

  test("hears what stands before the instance in its own words", async () => {
    const { halley } = clientOf([() => new Response("<h1>Bad gateway</h1>", { status: 502 })]);
    await expect(halley.getSite()).rejects.toMatchObject({ status: 502, code: "internal" });
  });
});

test("rows of an export are whole, however the bytes are cut", async () => {
  const text = `${JSON.stringify({ profile: "vä" })}\n${JSON.stringify({ profile: "b" })}\n`;
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    const rows = [];
    for await (const row of linesOf<{ profile: string }>(new Response(body)).rows) rows.push(row.profile);
    expect(rows).toEqual(["vä", "b"]);
  }
});

test("pages follow each other to the last", async () => {
  const { halley, requests } = clientOf([
    ok({ entries: [{ seq: 1 }], next: 1 }),
    ok({ entries: [{ seq: 2 }], next: 2 }),
    ok({ entries: [], next: null }),
  ]);
  const seen = [];
  for await (const { entries } of eachPage(halley.listAudit, { limit: 1 }))
    seen.push(...entries.map(({ seq }) => seq));
  expect(seen).toEqual([1, 2]);
  expect(requests.map(({ url }) => new URL(url).search)).toEqual([
    "?limit=1",
    "?after=1&limit=1",
    "?after=2&limit=1",
  ]);
});

const nextIn = (headers: Record<string, string>) => linesOf(new Response("", { headers })).next;

test("an export that is read page by page says where the next page begins, and that the last one is the last", () => {
  const link = '</v1/sites/shop/audiences/viewers/members?limit=1&after=a%2Bb.c>; rel="next"';
  expect(nextIn({ link })).toBe("a+b.c");
  expect(nextIn({})).toBeNull();
});
