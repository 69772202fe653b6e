import { PROBLEM_STATUS } from "../../schemas/problem.ts";
import type { Operation } from "../operation.ts";
import { TAGS } from "../operation.ts";
import { listOperations } from "../operations.ts";
import { PATH_PARAMETERS } from "../path-parameters.ts";
import { createComponents } from "./components.ts";
import { describeOperation, parametersIn, SHARED } from "./describe-operation.ts";
import { type FieldComments, withFieldComments } from "./field-comments.ts";
import type { JsonSchema } from "./json-schema.ts";

export type OpenapiDocument = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<
    Record<string, unknown>
  >;
};

const PROBLEM: JsonSchema = {
  type: "object",
  description: "RFC 9457. `code` is stable; nothing that was sent is repeated.",
  properties: {
    type: { type: "string", description: "`urn:halley:problem:` and the code." },
    title: { type: "string", description: "For people." },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(PROBLEM_STATUS) },
    instance: { type: "string", description: "`urn:halley:request:` and the request's id." },
    errors: {
      type: "array",
      description: "Where the fault lies in the body (RFC 6901).",
      items: {
        type: "object",
        properties: { pointer: { type: "string" }, reason: { type: "string" } },
        required: ["pointer", "reason"],
      },
    },
  },
  required: ["type", "title", "status", "code"],
};

const INTRODUCTION = `First-party remarketing: events in, audiences and messages out.

Errors are problem documents (RFC 9457) with a stable \`code\`. Times are epoch milliseconds. Unknown fields are refused on configuration and ignored on events. A 2xx means on disk.

**Keys.** \`Authorization: Bearer <key>\`, or Basic with the key as password. A key has scopes; \`admin\` opens every route of its site.

**Repeating a write.** With \`Idempotency-Key\` a POST, PUT or DELETE that is sent again is answered what the first one was, for 24 hours, and done once.

**Limits of a key.** \`RateLimit\` and \`RateLimit-Policy\` say what is left; 429 says when to come again.

**Pages.** Lists that can grow without end have \`limit\` and a cursor: \`next\` in the answer, or \`Halley-Cursor\` in the header.`;

const withPathParameters = (operations: ReturnType<typeof listOperations>): typeof operations =>
  operations.map((described) => ({
    ...described,
    params: Object.fromEntries(
      parametersIn(described).map((name) => {
        const schema = (described as Operation).params?.[name] ?? PATH_PARAMETERS[name];
        if (schema === undefined) throw new Error(`${described.id} does not say what ${name} is`);
        return [name, schema];
      }),
    ),
  }));

/** Answers show what bodies have, in the words of the bodies. */
const OF_ANSWERS: Readonly<Record<string, string>> = {
  Campaign: "CampaignDefinition",
  Journey: "JourneyDefinition",
  Channel: "ChannelConfiguration",
  Destination: "DestinationConfiguration",
  Site: "SiteConfiguration",
};

const withComments = (
  schemas: Readonly<Record<string, JsonSchema>>,
  commentsOf: (schema: string) => FieldComments,
): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const plain = name.replace(/^Stored/, "");
      return [name, withFieldComments(schema, commentsOf(OF_ANSWERS[plain] ?? plain))];
    }),
  );

const NO_COMMENTS: FieldComments = new Map();

/** The whole API as OpenAPI 3.1. `commentsOf` finds what the source of a schema says of its fields. */
export const openapiDocument = (
  commentsOf: (schema: string) => FieldComments = () => NO_COMMENTS,
): OpenapiDocument => {
  const operations = withPathParameters(listOperations());
  const components = createComponents(operations);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const described of operations) {
    const methods = (paths[described.path] ??= {});
    methods[described.method.toLowerCase()] = describeOperation(described, components);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Halley",
      version: "1",
      summary: "First-party remarketing",
      description: INTRODUCTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The instance that serves this document." }],
    security: [{ bearer: [] }, { basic: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A key of the site, or the instance's own." },
        basic: { type: "http", scheme: "basic", description: "Any name, and the key as password." },
      },
      ...SHARED,
      schemas: { ...withComments(components.schemas, commentsOf), Problem: PROBLEM },
    },
  };
};
