import { describe, expect, test } from "vitest";
import { audienceJsonSchema } from "../../schemas/audience-json-schema.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../schemas/limits.ts";
import { AUDIENCE_TEMPLATES } from "../../worker/domain/audience/templates/audience-templates.ts";
import { createSite } from "./kit.ts";
import { CANARY, deep, DEPTH, expectProblem } from "./problems.ts";
import { request } from "./request.ts";
import { addToCart, type Definition, pageView } from "./samples.ts";

test("the JSON Schema is there for everybody, and may be kept for an hour", async () => {
  const { status, headers, text } = await request("GET", "/schemas/audience.json");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/schema+json");
  expect(headers.get("cache-control")).toBe("public, max-age=3600");
  expect(headers.get("etag")).toBeNull();
  expect(text).toBe(JSON.stringify(audienceJsonSchema()));
  expect((await request("GET", "/schemas/audience.json")).text).toBe(text);
});

describe("the templates", () => {
  test("are there for everybody", async () => {
    const { status, body } = await request("GET", "/v1/audience-templates");
    expect({ status, body }).toEqual({
      status: 200,
      body: { templates: JSON.parse(JSON.stringify(AUDIENCE_TEMPLATES)) as unknown },
    });
  });

  test("can each be saved as they are, and find their members", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView(), addToCart()]);
    const { body } = await request("GET", "/v1/audience-templates");
    const { templates } = body as { templates: { id: string; definition: Definition }[] };
    for (const { id, definition } of templates) await site.putAudience(id, definition);
    expect((await site.memberships(ada.visitor)).toSorted()).toEqual([
      "all-visitors",
      "new-visitors-14-days",
      "new-visitors-30-days",
      "new-visitors-7-days",
    ]);
  });
});

const GA4 = {
  displayName: "Buyers",
  description: "",
  membershipDurationDays: 30,
  filterClauses: [
    {
      clauseType: "INCLUDE",
      simpleFilter: {
        scope: "AUDIENCE_FILTER_SCOPE_ACROSS_ALL_SESSIONS",
        filterExpression: {
          andGroup: {
            filterExpressions: [
              { orGroup: { filterExpressions: [{ eventFilter: { eventName: "purchase" } }] } },
              {
                orGroup: {
                  filterExpressions: [
                    {
                      dimensionOrMetricFilter: {
                        fieldName: "country",
                        stringFilter: { matchType: "EXACT", value: "Germany" },
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    },
  ],
};
const POSTHOG = {
  id: 7,
  name: "Boot viewers",
  filters: {
    properties: {
      type: "OR",
      values: [
        {
          type: "behavioral",
          key: "$pageview",
          value: "performed_event",
          event_type: "events",
          explicit_datetime: "-7d",
          event_filters: [{ type: "event", key: "$pathname", operator: "exact", value: ["/boots"] }],
        },
      ],
    },
  },
};

describe("an import", () => {
  test("answers the definition of an audience of GA4, by the country's code", async () => {
    const site = await createSite();
    const { status, body } = await site.server.post("/audiences/import?from=ga4", GA4);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        definition: {
          v: 1,
          name: "Buyers",
          of: "all",
          include: { and: [{ event: "purchase" }, { profile: "country", op: "eq", value: "DE" }] },
          exclude: [],
          membership: { mode: "sticky", for: "30d" },
        },
      },
    });
  });

  test("saves nothing, and what it answers can be saved", async () => {
    const site = await createSite();
    const { body } = await site.server.post("/audiences/import?from=posthog", POSTHOG);
    expect((await site.server.get("/audiences")).body).toEqual({ audiences: [] });
    await site.putAudience("boot-viewers", (body as { definition: Definition }).definition);
    const [ada, ben] = [site.browser(), site.browser()];
    await ada.send([pageView("/boots")]);
    await ben.send([pageView("/hats")]);
    expect(await site.exported("boot-viewers")).toEqual([ada.visitor]);
  });

  test("of what cannot be expressed names each part, and repeats none", async () => {
    const site = await createSite();
    const values = [
      { type: "cohort", key: "id", value: CANARY },
      { type: "person", key: CANARY, operator: "exact", value: CANARY },
    ];
    const answer = await site.server.post("/audiences/import?from=posthog", { type: "AND", values });
    expectProblem(answer);
    expect(answer.body).toMatchObject({
      status: 422,
      code: "import_not_expressible",
      errors: [{ pointer: "/values/0/value" }, { pointer: "/values/1/key" }],
    });
  });

  test("compares text with regard to case only where that is asked for", async () => {
    const site = await createSite();
    const values = [{ type: "event", key: "$pathname", operator: "icontains", value: "/boots" }];
    const group = { type: "AND", values };
    expect(await site.server.post("/audiences/import?from=posthog", group)).toMatchObject({
      status: 422,
      body: { code: "import_not_expressible", errors: [{ pointer: "/values/0/value" }] },
    });
    expect(await site.server.post("/audiences/import?from=posthog&case=sensitive", group)).toMatchObject({
      status: 200,
      body: {
        definition: {
          include: { event: "*", where: [{ prop: "page.path", op: "contains", value: "/boots" }] },
        },
      },
    });
  });

  test.each([
    ["", "from"],
    ["?from=segment", "from"],
    ["?from=constructor", "from"],
    ["?from=ga4&case=folded", "case"],
  ])("with the query %j is refused by the parameter", async (query, parameter) => {
    const site = await createSite();
    const answer = await site.server.post(`/audiences/import${query}`, GA4);
    expectProblem(answer);
    expect(answer.body).toMatchObject({ status: 400, code: "query_invalid", parameter });
  });

  test("needs a key that may write", async () => {
    const site = await createSite();
    const { key } = await site.createKey(["read"]);
    const codes = [];
    for (const server of [site.serverWith(`Bearer ${key}`), site.serverWith(null)]) {
      const { body } = await server.post("/audiences/import?from=ga4", GA4);
      codes.push((body as { code: string }).code);
    }
    expect(codes).toEqual(["scope_missing", "key_missing"]);
  });

  test.each([
    ["no JSON", "{", "body_malformed"],
    ["too large", `"${"x".repeat(CONFIGURATION_BODY_MAX_BYTES)}"`, "body_too_large"],
    ["a list", "[]", "import_not_expressible"],
    [
      "nested deeply",
      deep("[", "]", Math.min(DEPTH, CONFIGURATION_BODY_MAX_BYTES / 2)),
      "import_not_expressible",
    ],
  ])("of a body that is %s is refused", async (_, text, code) => {
    const site = await createSite();
    for (const from of ["ga4", "posthog"]) {
      const answer = await site.server.call("POST", `/audiences/import?from=${from}`, text);
      expectProblem(answer);
      expect(answer.body).toMatchObject({ code });
    }
  });

  test("is no audience: the id is free", async () => {
    const site = await createSite();
    await site.server.post("/audiences/import?from=ga4", GA4);
    expect((await site.server.get("/audiences/import")).body).toMatchObject({ code: "audience_unknown" });
  });
});
