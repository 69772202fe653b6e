import { readdirSync, readFileSync } from "node:fs";
import { type FieldComments, fieldCommentsIn } from "../api/openapi/field-comments.ts";

const folder = new URL("../schemas/", import.meta.url);

const sources = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name.replaceAll("\\", "/"), folder), "utf8"));

/** Finds what the file that exports a schema says of its fields: there, and nowhere else, they are described. */
export const readSchemaComments = (): ((schema: string) => FieldComments) => {
  const files = sources();
  const bySchema = new Map<string, FieldComments>();
  for (const file of files) {
    const comments = fieldCommentsIn(file);
    for (const [, name = ""] of file.matchAll(/^export const ([A-Z]\w*)\b/gm)) bySchema.set(name, comments);
  }
  return (schema) => bySchema.get(schema) ?? new Map<string, string>();
};
