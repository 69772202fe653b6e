import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { ORIGIN } from "./browser.ts";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { CANARY, deep, DEPTH, expectProblem } from "./problems.ts";
import { request } from "./request.ts";
import { CAMPAIGN, VIEWERS } from "./samples.ts";

describe("addresses of routes", () => {
  test.each([
    "/profiles/lookup",
    `/profiles/lookup?email=${CANARY}`,
    `/profiles/lookup?phone=${CANARY}`,
    `/profiles/lookup?visitor=${CANARY}`,
    "/profiles/lookup?anonymous_id=%FF%00",
    `/profiles/${CANARY}`,
    `/profiles/${"x".repeat(5_000)}`,
    `/profiles/vx00${"0".repeat(22)}`,
    `/profiles/c00${"A".repeat(22)}/audiences`,
    `/profiles/%E0%A4%A/audiences`,
    `/audiences/${CANARY}`,
    `/channels/${CANARY}`,
    "/channels/__proto__",
    `/campaigns/${CANARY}`,
    "/campaigns/__proto__",
    `/channels/${CANARY}/dead-letters`,
    "/audiences/__proto__/members",
    `/audiences/viewers/members?format=${CANARY}`,
    `/audiences/viewers/members?limit=${CANARY}`,
    `/audiences/viewers/members?since=${CANARY}`,
    `/${CANARY}`,
  ])("GET %s is a problem of the caller's", async (path) => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    expectProblem(await site.server.get(path));
  });

  test.each([
    ["PUT", "/audiences/UPPER", VIEWERS],
    ["PUT", `/audiences/${"a".repeat(65)}`, VIEWERS],
    ["PUT", "/audiences/a", null],
    ["PUT", "/consent/rules", { rules: [{ region: CANARY, mode: "opt-in" }] }],
    ["PUT", "/consent/rules", { rules: [{ region: "*", mode: "off", purposes: { add_storage: "denied" } }] }],
    ["PUT", "/consent/rules", { rules: [] }],
    ["PUT", "/consent/rules", { rules: [{ region: "*", mode: CANARY }] }],
    ["PUT", "", { ...SITE_SETTINGS, timezone: CANARY }],
    ["PUT", "", { ...SITE_SETTINGS, origins: [`https://shop.example/${CANARY}`] }],
    ["PUT", "", { ...SITE_SETTINGS, exports: { min_size: 0 } }],
    ["PUT", "", { ...SITE_SETTINGS, surprise: CANARY }],
    ["POST", "/keys", { label: CANARY, scopes: [CANARY] }],
    ["POST", "/keys", { label: CANARY, scopes: [] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export"], audiences: ["UPPER"] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export"], audiences: [] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export"], formats: [`${CANARY}!`] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export"], networks: ["10.0.0.0/33"] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export"], expires_at: -1 }],
    ["POST", "/keys", { label: CANARY, scopes: ["admin"], audiences: ["viewers"] }],
    ["POST", "/keys", { label: CANARY, scopes: ["export", "write"], formats: ["csv"] }],
    ["POST", `/keys/${CANARY}/rotate`, {}],
    ["DELETE", `/keys/${CANARY}`, null],
    ["DELETE", `/audiences/${CANARY}`, null],
    ["DELETE", `/channels/${CANARY}`, null],
    ["DELETE", `/campaigns/${CANARY}`, null],
    ["PUT", "/campaigns/a", null],
    ["PUT", "/campaigns/a", { ...CAMPAIGN, audience: CANARY }],
    ["PUT", "/campaigns/a", { ...CAMPAIGN, surprise: CANARY }],
    ["PUT", "/channels/crm", null],
    ["PUT", "/channels/crm", { kind: CANARY }],
    ["PUT", "/channels/crm", { kind: "webhook", url: `https://${CANARY}/`, secret: CANARY }],
    ["POST", `/channels/${CANARY}/dead-letters/replay`, {}],
    ["POST", "/audiences/a", VIEWERS],
  ] as const)("%s %s with a wrong name or body is refused: %#", async (method, path, body) => {
    const { server } = await createSite();
    expectProblem(await server.call(method, path, method === "DELETE" ? undefined : JSON.stringify(body)));
  });

  test.each([
    [
      "a rule a million deep",
      `{"v":1,"name":"a","of":"all","include":${deep('{"not":', "}", DEPTH / 4).replace("}", "1}")}}`,
    ],
    [
      "a list a million deep",
      `{"v":1,"name":"a","of":"all","include":{"and":${deep("[", "]", DEPTH / 10)}}}`,
    ],
    ["a body a million deep", deep("[", "]", DEPTH / 10)],
  ])("an audience that is %s is refused", async (_, body) => {
    const { server } = await createSite();
    expectProblem(await server.call("PUT", "/audiences/a", body));
  });

  test.each([{ now: -1 }, { now: "soon" }, { advance: 1.5 }, {}, { now: 1, advance: 1 }, []])(
    "the clock does not move to %j",
    async (body) => {
      const headers = { authorization: `Bearer ${env.ADMIN_KEY}` };
      expectProblem(await request("POST", "/v1/clock", { headers, body: JSON.stringify(body) }));
    },
  );
});

test("a method that a route does not have is answered with those that it has", async () => {
  const site = await createSite();
  for (const [method, path, allow] of [
    ["DELETE", "/healthz", "GET, HEAD"],
    ["GET", `/h/${site.id}/e`, "POST, OPTIONS"],
    ["OPTIONS", `/v1/sites/${site.id}/audiences/a`, "GET, HEAD, PUT, DELETE"],
  ] as const) {
    const { status, headers } = await request(method, path);
    expect({ path, status, allow: headers.get("allow") }).toEqual({ path, status: 405, allow });
  }
  const { status, headers } = await request("GET", "/nowhere");
  expect({ status, allow: headers.get("allow") }).toEqual({ status: 404, allow: null });
});

test("a site has its own name only: with the ending of its script it is none", async () => {
  const site = await createSite();
  const headers = { authorization: `Bearer ${env.ADMIN_KEY}`, origin: ORIGIN };
  expect((await request("GET", `/h/${site.id}.js`)).status).toBe(200);
  for (const [method, path] of [
    ["GET", `/v1/sites/${site.id}.js`],
    ["GET", `/h/${site.id}.js/p`],
    ["POST", `/h/${site.id}.js/e`],
    ["GET", `/h/${site.id}.js.js`],
  ] as const) {
    const { status } = await request(method, path, { headers });
    expect({ path, status }).toEqual({ path, status: 404 });
  }
});
