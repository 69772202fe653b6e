import { describe, expect, test } from "vitest";
import { AnswerJudge, type HeardAnswer } from "../../torture/fuzz/routes/answer-judge.ts";
import { type ApiDocument, readRoutes } from "../../torture/fuzz/routes/described-route.ts";
import type { MadeRequest } from "../../torture/fuzz/routes/request-maker.ts";

const DOCUMENT = {
  openapi: "3.1.0",
  paths: {
    "/things/{id}": {
      put: {
        operationId: "putThing",
        parameters: [{ $ref: "#/components/parameters/Id" }],
        responses: {
          200: {
            description: "Saved.",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
          400: { description: "`body_malformed`, `body_invalid`" },
        },
      },
    },
  },
  components: {
    parameters: { Id: { name: "id", in: "path", schema: { type: "string" } } },
    schemas: { Thing: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } },
  },
} as unknown as ApiDocument;

const [ROUTE] = readRoutes(DOCUMENT);
if (ROUTE === undefined) throw new Error("the document describes a route");
const judge = new AnswerJudge(DOCUMENT);

const request = (more: Partial<MadeRequest> = {}): MadeRequest => ({
  method: "PUT",
  path: "/things/a",
  headers: {},
  body: "{}",
  said: ["a telling text"],
  isPathOdd: false,
  ...more,
});

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HeardAnswer => ({
  status,
  headers: new Headers({
    "request-id": "r",
    "content-type": status < 400 ? "application/json" : "application/problem+json",
    ...headers,
  }),
  text: JSON.stringify(body),
});
const problem = (code: string, more: object = {}): HeardAnswer => answer(400, { status: 400, code, ...more });

describe("an answer is as described", () => {
  test.each<[string, HeardAnswer]>([
    ["a success in its form", answer(200, { n: 1 })],
    ["a problem with one of its codes", problem("body_invalid")],
    [
      "a problem that repeats what is too short to tell anything",
      problem("body_invalid", { detail: "text" }),
    ],
  ])("where it is %s", (_, heard) => {
    expect(judge.faultOf(ROUTE, request(), heard)).toBeNull();
  });

  test("where an odd path leads nowhere", () => {
    const heard = answer(404, { status: 404, code: "route_unknown" });
    expect(judge.faultOf(ROUTE, request({ isPathOdd: true }), heard)).toBeNull();
  });
});

describe("an answer is not as described", () => {
  test.each<[string, HeardAnswer]>([
    ["a success in another form", answer(200, { n: "1" })],
    ["a status that it does not have", answer(202, { n: 1 })],
    ["a code that is another route's", problem("origin_foreign")],
    ["a problem that says another status", answer(400, { status: 422, code: "body_invalid" })],
    ["a problem that repeats what was sent", problem("body_invalid", { detail: "not a telling text" })],
    ["a refusal that is no problem", answer(400, {}, { "content-type": "text/plain" })],
    ["no JSON", { ...answer(200, {}), text: "{" }],
    ["without a name", { ...answer(200, { n: 1 }), headers: new Headers() }],
    ["a route that is none, at an even path", answer(404, { status: 404, code: "route_unknown" })],
  ])("where it is %s", (_, heard) => {
    expect(judge.faultOf(ROUTE, request(), heard)).toEqual(expect.any(String));
  });
});
