/** Writes docs/audience.schema.json, the audience language as JSON Schema. A test fails where it is out of date. */
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { audienceJsonSchema } from "../schemas/audience-json-schema.ts";

const target = new URL("../docs/audience.schema.json", import.meta.url);
writeFileSync(
  target,
  await format(JSON.stringify(audienceJsonSchema()), { parser: "json", printWidth: 110 }),
);
