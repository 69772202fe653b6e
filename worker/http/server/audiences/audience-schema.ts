import { audienceJsonSchema } from "../../../../schemas/audience-json-schema.ts";
import type { HttpContext } from "../../context.ts";

let document: string | undefined;

/** `GET /schemas/audience.json`: made when it is first asked for, because most Workers that start never are. */
export const getAudienceSchema = (c: HttpContext): Response => {
  document ??= JSON.stringify(audienceJsonSchema());
  return c.body(document, 200, {
    "content-type": "application/schema+json",
    "cache-control": "public, max-age=3600",
  });
};
