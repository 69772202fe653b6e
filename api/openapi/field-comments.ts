import type { JsonSchema } from "./json-schema.ts";

/** What a source file says of its fields, by their names. A name of two fields that differ is left out. */
export type FieldComments = ReadonlyMap<string, string>;

const FIELD = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*(?:\/\/[^\n]*\s*)*(\w+):/g;

const wordsOf = (comment: string): string =>
  comment
    .replace(/^\s*\*/gm, "")
    .replace(/\s+/g, " ")
    .trim();

/** The comments of a source file that stand before fields. */
export const fieldCommentsIn = (source: string): FieldComments => {
  const found = Map.groupBy(source.matchAll(FIELD), ([, , name = ""]) => name);
  const fields = source.match(/^\s*\w+(?=: )/gm) ?? [];
  const counts = Map.groupBy(fields, (name) => name.trim());
  return new Map(
    [...found].flatMap(([name, [first]]) =>
      // Another field of the name, with or without a comment, may mean something else.
      counts.get(name)?.length === 1 && first !== undefined ? [[name, wordsOf(first[1] ?? "")] as const] : [],
    ),
  );
};

const describedProperties = (properties: JsonSchema, comments: FieldComments): JsonSchema =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const comment = comments.get(name);
      const inner = withFieldComments(schema as JsonSchema, comments);
      const isBare = comment !== undefined && inner["description"] === undefined;
      return [name, isBare ? { ...inner, description: comment } : inner];
    }),
  );

/** A schema whose fields say what they are, in the words of the file that it is made in. */
export const withFieldComments = (schema: JsonSchema, comments: FieldComments): JsonSchema =>
  Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === "properties") return [keyword, describedProperties(value as JsonSchema, comments)];
      if (["anyOf", "oneOf", "allOf"].includes(keyword))
        return [keyword, (value as JsonSchema[]).map((form) => withFieldComments(form, comments))];
      const isSchema = ["items", "additionalProperties"].includes(keyword) && typeof value === "object";
      return [keyword, isSchema ? withFieldComments(value as JsonSchema, comments) : value];
    }),
  );
