import * as z from "zod";
import { AudienceDefinition } from "../audience.ts";
import { Slug } from "../text.ts";

const count = z.number().int().min(0);

/** An audience as its counts are. */
export const AudienceSummary = z.strictObject({
  id: Slug,
  /** Counts the definitions saved under this id. */
  version: z.number().int().min(1).describe("Counts the definitions saved under this id."),
  status: z.enum(["warming", "ready"]),
  size: count.describe("Members at this instant."),
  progress: z
    .strictObject({ evaluated: count, profiles: count })
    .optional()
    .describe("While it is warming: how many stored profiles were evaluated, of how many."),
});

/** Answer of `GET /audiences`. */
export const AudienceList = z.strictObject({
  audiences: z.array(
    z.strictObject({
      ...AudienceSummary.shape,
      name: z.string(),
      of: AudienceDefinition.shape.of,
    }),
  ),
});

/** Answer of `GET /audiences/{id}`. */
export const AudienceDetail = z.strictObject({ ...AudienceSummary.shape, definition: AudienceDefinition });

/** Answer of `POST /audiences/import`. */
export const ImportedAudience = z.strictObject({ definition: AudienceDefinition });

/** Answer of `POST /audiences/{id}/preview`. */
export const AudiencePreview = z.strictObject({
  id: Slug,
  size: count,
  profiles: count.describe("Stored profiles that were looked at."),
  sample: z.array(z.string()).describe("Ids of some of the members."),
  overlap: z.record(z.string(), count).describe("Common members with other audiences, by id."),
  last_30_days: z.strictObject({ entries: count, exits: count }),
});

const TemplateParameter = z.strictObject({
  pointer: z.string().describe("RFC 6901, into the definition."),
  about: z.string(),
});

/** Answer of `GET /v1/audience-templates`. */
export const AudienceTemplates = z.strictObject({
  templates: z.array(
    z.strictObject({
      id: Slug,
      name: z.string(),
      about: z.string(),
      definition: AudienceDefinition,
      parameters: z.array(TemplateParameter).optional(),
    }),
  ),
});
