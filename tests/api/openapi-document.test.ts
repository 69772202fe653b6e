import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { openapiDocument } from "../../api/openapi/openapi-document.ts";
import { isSiteRoute, listOperations } from "../../api/operations.ts";
import { fieldCommentsIn } from "../../api/openapi/field-comments.ts";
import { readSchemaComments } from "../../scripts/schema-comments.ts";
import { problemsOf } from "../../api/openapi/describe-operation.ts";
import { EXPORTS } from "../../api/operations/exports.ts";
import { MEMBER_FORMATS } from "../../worker/domain/export/member-formats.ts";

const lint = async (document: unknown): Promise<string[]> => {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      // OpenAPI 3.1 §4.8.8: paths without parameters are matched first.
      "no-ambiguous-paths": "off",
      // What is the same for everybody refuses nobody, and a link only leads on: the test below demands it of the others.
      "operation-4xx-response": "off",
      "operation-2xx-response": "off",
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer ?? ""} ${message}`,
  );
};

describe("the document", () => {
  test("has no error and no warning of the linter's recommended rules", async () => {
    expect(await lint(openapiDocument(readSchemaComments()))).toEqual([]);
  });

  test("would not pass with a fault in it", async () => {
    const document = openapiDocument();
    const { "/healthz": health } = document.paths;
    const faulty = {
      ...document,
      paths: { "/healthz": { get: { ...health?.["get"], tags: ["No such tag"], responses: {} } } },
    };
    expect((await lint(faulty)).length).toBeGreaterThan(0);
  });

  test("names each operation once, with a summary that is one line", () => {
    for (const { id, summary } of listOperations()) {
      expect({ id, summary }).toEqual({ id, summary: expect.stringMatching(/^[A-Z][^\n]{5,79}[^.\n]$/) });
    }
  });

  test("has a success of every operation, and a refusal of every one that can refuse", () => {
    for (const described of listOperations()) {
      const { id, answers, access, path } = described;
      const isOpen = access === "none" && !path.startsWith("/h/");
      expect({ id, succeeds: Object.keys(answers).some((status) => /^[23]/.test(status)) }).toEqual({
        id,
        succeeds: true,
      });
      const refuses = problemsOf(described).length > 0 || "404" in answers;
      if (!isOpen) expect({ id, refuses }).toEqual({ id, refuses: true });
    }
  });

  test("takes every example of a body", () => {
    for (const { id, body, example } of listOperations()) {
      if (body === undefined || example === undefined) continue;
      expect({ id, issues: body.safeParse(example).error?.issues ?? [] }).toEqual({ id, issues: [] });
    }
  });

  test("shows an example of every body that a server sends", () => {
    const without = listOperations().filter(
      (described) =>
        isSiteRoute(described) && described.body !== undefined && described.example === undefined,
    );
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  test("says of fields what their schemas' sources say", () => {
    const { schemas } = openapiDocument(readSchemaComments()).components;
    const said = (schema: string, field: string): unknown => {
      const fields = schemas[schema]?.["properties"] as Record<string, { description?: string }> | undefined;
      return fields?.[field]?.description;
    };
    for (const schema of ["CampaignDefinition", "Campaign"])
      expect(said(schema, "priority")).toBe("The highest goes first.");
    expect(said("JourneyDefinition", "key")).toMatch(/^A property that tells instances apart/);
    expect(said("SiteConfiguration", "origins")).toBe(
      "Origins whose pages may send events: `https://shop.example`.",
    );
  });

  test("says how long texts may be that are measured in code", () => {
    const { CampaignDefinition } = openapiDocument().components.schemas;
    expect(CampaignDefinition?.["properties"]).toMatchObject({ name: { minLength: 1, maxLength: 200 } });
  });

  test("says nothing of a field whose name two fields of a source share", () => {
    const source =
      "/** One. */\n  a: x,\n  /**\n   * Two,\n   * long.\n   */\n  b: y,\n  c: z,\n  /** Other. */\n  c: w,\n  // why\n  d: v,";
    expect([...fieldCommentsIn(source)]).toEqual([
      ["a", "One."],
      ["b", "Two, long."],
    ]);
  });

  test("lists what every route of a key refuses", () => {
    for (const described of listOperations().filter(isSiteRoute)) {
      expect(problemsOf(described)).toEqual(
        expect.arrayContaining(["key_missing", "key_invalid", "site_unknown"]),
      );
      if (described.access !== "instance")
        expect(problemsOf(described)).toEqual(expect.arrayContaining(["key_expired", "network_forbidden"]));
    }
  });

  test("lists what every route refuses that asks an object when there is too much to do", () => {
    const same = listOperations().filter((described) => !problemsOf(described).includes("overloaded"));
    expect(same.map(({ path }) => path).toSorted()).toEqual([
      "/.well-known/gpc.json",
      "/docs",
      "/healthz",
      "/openapi.json",
      "/readyz",
      "/schemas/audience.json",
      "/v1/audience-templates",
      "/v1/journey-templates",
    ]);
  });

  test("names every format of an export, and which types it comes in", () => {
    const { query, answers } = EXPORTS.exportMembers;
    expect(query.format.unwrap().options).toEqual(Object.keys(MEMBER_FORMATS));
    const types = Object.values(MEMBER_FORMATS).map(({ contentType }) => contentType.split(";")[0]);
    expect(new Set(types)).toEqual(new Set(Object.keys(answers[200].content)));
  });

  test("says which headers of a request change an answer, and which an answer may have", () => {
    const { get } = openapiDocument().paths["/v1/sites/{site}/audiences/{id}/members"] ?? {};
    const parameters = get?.["parameters"] as { name: string; in: string }[];
    const inHeader = parameters.filter((parameter) => parameter.in === "header").map(({ name }) => name);
    expect(inHeader).toEqual(["If-None-Match", "Range", "If-Range", "Accept-Encoding"]);
    expect(get).toHaveProperty(["responses", "200", "headers", "Link"]);
    expect(get).toHaveProperty(["responses", "206", "headers", "Content-Range"]);
  });
});
