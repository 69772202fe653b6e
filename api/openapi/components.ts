import * as z from "zod";
import { Cap } from "../../schemas/campaign.ts";
import type { Operation } from "../operation.ts";
import { type JsonSchema, mapRefs, withoutClosedObjects } from "./json-schema.ts";
import { NAMED_SCHEMAS } from "./named-schemas.ts";

const PREFIX = "#/components/schemas/";

/** Schemas of components by name, and what an operation's parts are referred to by. */
export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly body: (id: string) => JsonSchema;
  readonly answer: (id: string, status: number, mediaType: string) => JsonSchema;
  readonly parameter: (id: string, place: "path" | "query", name: string) => JsonSchema;
}

type Io = "input" | "output";
type Schemas = Record<string, JsonSchema>;

/** Every schema by a name of its own; those with a name of their own are referred to by it. */
const generate = (parts: ReadonlyMap<string, z.ZodType>, io: Io): Schemas => {
  const registry = z.registry<{ id: string; description?: string }>();
  for (const [id, [schema, description]] of Object.entries(NAMED_SCHEMAS))
    registry.add(schema, { id, ...(description === "" ? {} : { description }) });
  // A part that is nothing but a named schema stands for a reference to it.
  for (const [id, schema] of parts) if (!registry.has(schema)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    uri: (id) => PREFIX + id,
    override: ({ zodSchema, jsonSchema }) => {
      const { maxLength } = z.globalRegistry.get(zodSchema) ?? {};
      if (typeof maxLength === "number" && jsonSchema.type === "string") jsonSchema.maxLength = maxLength;
      // A cap without a window is a sliding one, so that its forms are told apart by more than one field.
      if (zodSchema !== Cap || jsonSchema.oneOf === undefined) return;
      jsonSchema.anyOf = jsonSchema.oneOf;
      delete jsonSchema.oneOf;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [
      id,
      Object.fromEntries(Object.entries(schema).filter(([name]) => !["$schema", "$id", "id"].includes(name))),
    ]),
  );
};

const refsIn = (schema: JsonSchema): string[] => {
  const refs: string[] = [];
  mapRefs(schema, (ref) => {
    refs.push(ref.slice(PREFIX.length));
    return ref;
  });
  return refs;
};

const nameOf = (schema: z.ZodType | undefined): string | undefined =>
  Object.entries(NAMED_SCHEMAS).find(([, [named]]) => named === schema)?.[0];

/** Names that a schema refers to, and so on. */
const reachable = (from: readonly JsonSchema[], schemas: Schemas): Set<string> => {
  const found = new Set<string>();
  const visit = (schema: JsonSchema): void => {
    for (const name of refsIn(schema)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name] ?? {});
    }
  };
  from.forEach(visit);
  return found;
};

const isSame = (sent: JsonSchema | undefined, stored: JsonSchema | undefined): boolean =>
  JSON.stringify(withoutClosedObjects(sent ?? {})) === JSON.stringify(withoutClosedObjects(stored ?? {}));

/** Names that are sent in another form than they are answered in, also by what they refer to. */
const differing = (names: ReadonlySet<string>, sent: Schemas, stored: Schemas): Set<string> => {
  const found = new Set([...names].filter((name) => !isSame(sent[name], stored[name])));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const name of names) if (refsIn(stored[name] ?? {}).some((ref) => found.has(ref))) found.add(name);
  }
  return found;
};

/** What stands at the place of a part: a reference where it has a name, else its schema. The same schema in two parts is kept with the first. */
const rootOf = (
  part: string,
  schema: z.ZodType | undefined,
  parts: ReadonlyMap<string, z.ZodType>,
  schemas: Schemas,
): JsonSchema => {
  const name = nameOf(schema);
  if (name !== undefined) return { $ref: PREFIX + name };
  const first = [...parts].find(([other, same]) => same === schema && schemas[other] !== undefined)?.[0];
  const found = schemas[part] ?? schemas[first ?? ""];
  if (found === undefined) throw new Error(`${part} has no schema`);
  return found;
};

const withoutRef = (schema: JsonSchema, schemas: Schemas): JsonSchema => {
  const { $ref: ref, ...beside } = schema;
  return typeof ref === "string" ? { ...schemas[ref.slice(PREFIX.length)], ...beside } : schema;
};

const partsOf = (operations: readonly (Operation & { id: string })[], io: Io): Map<string, z.ZodType> => {
  const parts = new Map<string, z.ZodType>();
  for (const { id, body, query = {}, params = {}, answers } of operations) {
    if (io === "input") {
      if (body !== undefined) parts.set(`body ${id}`, body);
      for (const [name, schema] of Object.entries(query)) parts.set(`query ${id} ${name}`, schema);
      for (const [name, schema] of Object.entries(params)) parts.set(`path ${id} ${name}`, schema);
      continue;
    }
    for (const [status, answer] of Object.entries(answers)) {
      const content = "json" in answer ? { "application/json": answer.json } : answer.content;
      for (const [type, schema] of Object.entries(content))
        if (schema !== null) parts.set(`answer ${id} ${status} ${type}`, schema);
    }
  }
  return parts;
};

/** Schemas of everything that is sent and answered. */
export const createComponents = (operations: readonly (Operation & { id: string })[]): Components => {
  const parts = { input: partsOf(operations, "input"), output: partsOf(operations, "output") };
  const sent = generate(parts.input, "input");
  const stored = generate(parts.output, "output");
  const roots = [...parts.input].map(([part, schema]) => rootOf(part, schema, parts.input, sent));
  const isSent = reachable(roots, sent);
  const differ = differing(isSent, sent, stored);
  const storedName = (name: string): string => (differ.has(name) ? `Stored${name}` : name);
  const asStored = (schema: JsonSchema): JsonSchema =>
    withoutClosedObjects(mapRefs(schema, (ref) => PREFIX + storedName(ref.slice(PREFIX.length))));
  const output = (part: string): JsonSchema =>
    asStored(rootOf(part, parts.output.get(part), parts.output, stored));
  const answered = reachable(
    [...parts.output].map(([part, schema]) => rootOf(part, schema, parts.output, stored)),
    stored,
  );
  const schemas: Schemas = {};
  for (const name of isSent) schemas[name] = sent[name] ?? {};
  for (const name of answered) schemas[storedName(name)] ??= asStored(stored[name] ?? {});
  return {
    schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    body: (id) => rootOf(`body ${id}`, parts.input.get(`body ${id}`), parts.input, sent),
    answer: (id, status, type) => output(`answer ${id} ${status} ${type}`),
    parameter: (id, place, name) => {
      const part = `${place} ${id} ${name}`;
      // Where a value is written into an address, a reference would only hide what it is.
      return withoutRef(rootOf(part, parts.input.get(part), parts.input, sent), sent);
    },
  };
};
