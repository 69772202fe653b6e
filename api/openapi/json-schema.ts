/** A JSON Schema, or any part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const mapObjects = (
  value: unknown,
  map: (object: Record<string, unknown>) => Record<string, unknown>,
): unknown => {
  if (Array.isArray(value)) return value.map((part) => mapObjects(part, map));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, mapObjects(part, map)] as const);
  return map(Object.fromEntries(parts));
};

/** The schema with other targets of its references. */
export const mapRefs = (schema: JsonSchema, map: (ref: string) => string): JsonSchema =>
  mapObjects(schema, (object) =>
    typeof object["$ref"] === "string" ? { ...object, $ref: map(object["$ref"]) } : object,
  ) as JsonSchema;

/** Answers may get new fields at any time: nobody should refuse them. */
export const withoutClosedObjects = (schema: JsonSchema): JsonSchema =>
  mapObjects(schema, (object) => {
    if (object["additionalProperties"] !== false) return object;
    const { additionalProperties: _, ...open } = object;
    return open;
  }) as JsonSchema;
