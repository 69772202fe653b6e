import { PROBLEM_STATUS, type ProblemCode } from "../../schemas/problem.ts";
import { type Answer, type Operation } from "../operation.ts";
import { isSiteRoute } from "../operations.ts";
import type { Components } from "./components.ts";
import type { JsonSchema } from "./json-schema.ts";

type Named = Operation & { readonly id: string };

/** Names in braces of the path. */
export const parametersIn = ({ path }: Operation): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");

export const needsKey = ({ access }: Operation): boolean => access !== "none";

const isWrite = ({ method }: Operation): boolean => method !== "GET";

/** All others say the same to everybody. */
const asksObjects = (described: Operation): boolean =>
  needsKey(described) || described.path.startsWith("/h/") || described.path === "/dsrdelete.json";

/** Whether the route keeps its answer under an `Idempotency-Key`. */
export const keepsAnswers = (described: Operation): boolean =>
  isSiteRoute(described) &&
  described.access !== "instance" &&
  isWrite(described) &&
  described.isHarmless !== true;

/** What a key with these opens tells of more than some audiences: one that is held to audiences does not open it. */
const READ_OF_ANYBODY: ReadonlySet<Operation["access"]> = new Set(["read", "decide", "consent", "privacy"]);

/** Every refusal of a route, its own first. */
export const problemsOf = (described: Operation): ProblemCode[] => {
  const { body, problems = [], access, isTrialOnly = false } = described;
  const codes: ProblemCode[] = [...problems];
  const isParsed = body !== undefined && !codes.includes("configuration_invalid");
  if (body !== undefined) codes.push("body_malformed", "body_too_large");
  if (isParsed) codes.push("body_invalid");
  if (needsKey(described)) codes.push("key_missing", "key_invalid");
  if (access !== "none" && access !== "instance")
    codes.push("key_expired", "network_forbidden", "scope_missing", "site_unknown", "rate_limited");
  if (READ_OF_ANYBODY.has(access)) codes.push("audience_forbidden");
  if (access === "instance" && isSiteRoute(described)) codes.push("site_unknown");
  if (keepsAnswers(described))
    codes.push("idempotency_key_invalid", "idempotency_key_reused", "idempotency_in_progress");
  if (isTrialOnly) codes.push("route_unknown");
  if (asksObjects(described)) codes.push("overloaded", "interrupted", "timed_out", "storage_unavailable");
  return [...new Set(codes)];
};

const header = (description: string): JsonSchema => ({ description, schema: { type: "string" } });

const refTo = (kind: string, name: string): JsonSchema => ({ $ref: `#/components/${kind}/${name}` });

/** What many operations have in common. */
export const SHARED = {
  headers: {
    RequestId: header("Names the request; the caller's own where it sent a valid one."),
    RateLimit: header("What is left of the key's requests, and in how many seconds all are back."),
    RateLimitPolicy: header("How many requests the key has, and in how many seconds."),
    RetryAfter: header("Seconds to wait."),
  },
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "1 to 255 printable characters of the caller's choice, with or without quotes.",
      schema: { type: "string", minLength: 1, maxLength: 257 },
    },
  },
} as const;

const LIMITS = {
  RateLimit: refTo("headers", "RateLimit"),
  "RateLimit-Policy": refTo("headers", "RateLimitPolicy"),
};
const REQUEST_ID = { "Request-Id": refTo("headers", "RequestId") };

const describeAnswer = (
  described: Named,
  status: number,
  answer: Answer,
  components: Components,
): JsonSchema => {
  const types = "json" in answer ? ["application/json"] : Object.keys(answer.content);
  const schemaOf = (type: string): JsonSchema =>
    "content" in answer && answer.content[type] === null
      ? { schema: { type: "string" } }
      : { schema: components.answer(described.id, status, type) };
  const some = "content" in answer ? answer.someHeaders : {};
  const own = Object.entries({ ...answer.headers, ...some }).map(
    ([name, about]) => [name, header(about)] as const,
  );
  return {
    description: answer.about,
    headers: {
      ...Object.fromEntries(own),
      ...REQUEST_ID,
      ...(needsKey(described) && described.access !== "instance" ? LIMITS : {}),
    },
    ...(types.length === 0
      ? {}
      : { content: Object.fromEntries(types.map((type) => [type, schemaOf(type)])) }),
  };
};

const describeProblems = (described: Named): Record<string, JsonSchema> => {
  const byStatus = Map.groupBy(problemsOf(described), (code) => PROBLEM_STATUS[code]);
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => described.answers[status] === undefined)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\``).join(", "),
          headers: {
            ...REQUEST_ID,
            ...(status === 429 || status === 503 ? { "Retry-After": refTo("headers", "RetryAfter") } : {}),
          },
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      ]),
  );
};

const describeParameters = (described: Named, components: Components): JsonSchema[] => {
  const inPath = parametersIn(described).map((name) =>
    withDescription({
      name,
      in: "path",
      required: true,
      schema: components.parameter(described.id, "path", name),
    }),
  );
  const inQuery = Object.entries(described.query ?? {}).map(([name, schema]) =>
    withDescription({
      name,
      in: "query",
      required: !schema.safeParse(undefined).success,
      schema: components.parameter(described.id, "query", name),
    }),
  );
  const inHeader = Object.entries(described.requestHeaders ?? {}).map(([name, about]) => ({
    name,
    in: "header",
    required: false,
    ...header(about),
  }));
  const key = refTo("parameters", "IdempotencyKey");
  return [...inPath, ...inQuery, ...inHeader, ...(keepsAnswers(described) ? [key] : [])];
};

/** A parameter's description stands beside its schema, not in it. */
const withDescription = (parameter: JsonSchema & { readonly schema: JsonSchema }): JsonSchema => {
  const { description, ...schema } = parameter.schema;
  return description === undefined ? parameter : { ...parameter, description, schema };
};

const describeBody = (described: Named, components: Components): JsonSchema => {
  const { body, bodyTypes = ["application/json"], isBodyOptional = false, example } = described;
  if (body === undefined) return {};
  const schema = components.body(described.id);
  const content = { schema, ...(example === undefined ? {} : { example }) };
  return {
    requestBody: {
      required: !isBodyOptional,
      content: Object.fromEntries(bodyTypes.map((type) => [type, content])),
    },
  };
};

/** One operation of the document. */
export const describeOperation = (described: Named, components: Components): JsonSchema => {
  const { id, tag, summary, about, access, answers } = described;
  const said = [
    ...(about === undefined ? [] : [about]),
    ...(needsKey(described)
      ? [
          access === "instance"
            ? "Needs the instance's own key."
            : `Needs a key with the scope \`${access}\`.`,
        ]
      : []),
  ];
  const parameters = describeParameters(described, components);
  const good = Object.entries(answers).map(([status, answer]) => [
    status,
    describeAnswer(described, Number(status), answer, components),
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(said.length === 0 ? {} : { description: said.join("\n\n") }),
    ...(needsKey(described) ? {} : { security: [] }),
    "x-halley-access": access,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...describeBody(described, components),
    responses: { ...Object.fromEntries(good), ...describeProblems(described) },
  };
};
