import { describe, expect, test } from "vitest";
import { createSite } from "./kit.ts";
import { request } from "./request.ts";
import { pageView } from "./samples.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOf = async (headers: Record<string, string>) =>
  (await request("GET", "/healthz", { headers })).headers.get("request-id");

describe("the id of a request", () => {
  test("is the caller's own where it is one that no log and no page can be broken with", async () => {
    expect(await idOf({ "request-id": "order-1001/a.b:c+d=" })).toBe("order-1001/a.b:c+d=");
    expect(await idOf({ "x-request-id": "proxy-7" })).toBe("proxy-7");
    expect(await idOf({ "request-id": "own", "x-request-id": "proxy-7" })).toBe("own");
    expect(await idOf({ "request-id": "x".repeat(128) })).toBe("x".repeat(128));
  });

  test.each(["", "a b", "<b>", '"x"', "x".repeat(129), "ä"])("%j is not taken over", async (id) => {
    expect(await idOf({ "request-id": id })).toMatch(UUID);
  });

  test("differs from request to request", async () => {
    expect(await idOf({})).not.toBe(await idOf({}));
  });

  test("is in every refusal, for servers, browsers and unknown routes", async () => {
    const site = await createSite();
    const headers = { "request-id": "r-1" };
    for (const [method, path] of [
      ["GET", `/v1/sites/${site.id}`],
      ["POST", `/h/${site.id}/e`],
      ["GET", "/nowhere"],
    ] as const) {
      const answer = await request(method, path, { headers, ...(method === "POST" ? { body: "{}" } : {}) });
      expect(answer.body).toMatchObject({ instance: "urn:halley:request:r-1", status: answer.status });
      expect(answer.headers.get("request-id")).toBe("r-1");
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("is on what browsers get, too", async () => {
    const site = await createSite();
    const { headers } = await site.browser().send([pageView()]);
    expect(headers.get("request-id")).toMatch(UUID);
  });
});
