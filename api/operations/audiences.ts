import * as z from "zod";
import {
  AudienceDetail,
  AudienceList,
  AudiencePreview,
  AudienceSummary,
  ImportedAudience,
} from "../../schemas/answers/audiences.ts";
import { AudienceDefinition } from "../../schemas/audience.ts";
import { json, nothing, operation } from "../operation.ts";

const tag = "Audiences";
const VIEWERS = { v: 1, name: "Viewers", of: "visitors", include: { event: "page_view", within: "7d" } };
const GA4 = {
  displayName: "Buyers",
  description: "",
  membershipDurationDays: 30,
  filterClauses: [
    {
      clauseType: "INCLUDE",
      simpleFilter: {
        scope: "AUDIENCE_FILTER_SCOPE_ACROSS_ALL_SESSIONS",
        filterExpression: {
          andGroup: {
            filterExpressions: [
              { orGroup: { filterExpressions: [{ eventFilter: { eventName: "purchase" } }] } },
            ],
          },
        },
      },
    },
  ],
};

export const AUDIENCES = {
  listAudiences: operation({
    method: "GET",
    path: "/v1/sites/{site}/audiences",
    tag,
    summary: "List audiences with their sizes",
    access: "read",
    answers: { 200: json(AudienceList, "All audiences: a site has 500 at most.") },
  }),
  getAudience: operation({
    method: "GET",
    path: "/v1/sites/{site}/audiences/{id}",
    tag,
    summary: "Read an audience with its definition",
    access: "read",
    answers: { 200: json(AudienceDetail, "The audience.") },
    problems: ["audience_forbidden", "audience_unknown"],
  }),
  putAudience: operation({
    method: "PUT",
    path: "/v1/sites/{site}/audiences/{id}",
    tag,
    summary: "Save an audience",
    about:
      "A new version, unless nothing changed. Every stored profile is evaluated with it; the answer does not wait for all.",
    access: "write",
    body: AudienceDefinition,
    example: VIEWERS,
    answers: { 200: json(AudienceSummary, "It was changed."), 201: json(AudienceSummary, "It was created.") },
    problems: ["audience_unknown", "configuration_invalid", "audience_invalid", "limit_reached"],
  }),
  deleteAudience: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/audiences/{id}",
    tag,
    summary: "Delete an audience",
    access: "write",
    answers: { 204: nothing("Gone from reads and exports.") },
    problems: ["audience_unknown", "audience_in_use"],
  }),
  previewAudience: operation({
    method: "POST",
    path: "/v1/sites/{site}/audiences/{id}/preview",
    isHarmless: true,
    tag,
    summary: "Ask what a definition would come to",
    about: "Saves nothing.",
    access: "read",
    query: {
      overlap: z
        .string()
        .optional()
        .describe("Ids of audiences to compare with, by commas; all where left out."),
    },
    body: AudienceDefinition,
    example: VIEWERS,
    answers: { 200: json(AudiencePreview, "Size, overlaps, and entries and exits of the last 30 days.") },
    problems: ["audience_unknown", "configuration_invalid", "audience_invalid"],
  }),
  importAudience: operation({
    method: "POST",
    path: "/v1/sites/{site}/audiences/import",
    isHarmless: true,
    tag,
    summary: "Read an audience of another system",
    about: "Saves nothing: the answer is a body of `PUT /audiences/{id}`.",
    access: "write",
    query: {
      from: z.enum(["ga4", "posthog"]).describe("Whose document it is."),
      case: z
        .enum(["sensitive"])
        .optional()
        .describe("Compare with regard to case also where the document does not."),
    },
    body: z.looseObject({}).describe("The document, as the other system exports it."),
    example: GA4,
    answers: { 200: json(ImportedAudience, "The definition that says the same.") },
    problems: ["query_invalid", "import_not_expressible"],
  }),
};
