import * as z from "zod";
import { AudienceTemplates } from "../../schemas/answers/audiences.ts";
import { JourneyTemplates } from "../../schemas/answers/outreach.ts";
import { Site, Usage } from "../../schemas/answers/site.ts";
import { ClockRequest, SiteConfiguration } from "../../schemas/site.ts";
import { EpochMs } from "../../schemas/text.ts";
import { json, operation, other, page } from "../operation.ts";

const tag = "Sites";

export const SITES = {
  putSite: operation({
    method: "PUT",
    path: "/v1/sites/{site}",
    tag,
    summary: "Create or change a site",
    about:
      "A new site has no audiences and the default region rules. Settings that are left out get their defaults.",
    access: "instance",
    body: SiteConfiguration,
    example: {
      name: "Boot shop",
      origins: ["https://shop.example"],
      timezone: "Europe/Berlin",
      currency: "EUR",
    },
    answers: { 200: json(Site, "The site was changed."), 201: json(Site, "The site was created.") },
    problems: ["configuration_invalid"],
  }),
  getSite: operation({
    method: "GET",
    path: "/v1/sites/{site}",
    tag,
    summary: "Read a site's settings",
    access: "read",
    answers: { 200: json(Site, "All settings, defaults included.") },
  }),
  getUsage: operation({
    method: "GET",
    path: "/v1/sites/{site}/usage",
    tag,
    summary: "Read how much of the instance a site uses",
    about:
      "Profiles are counted as it is asked. Events of a day are counted one by one up to a thousand, and by a sample beyond.",
    access: "read",
    answers: { 200: json(Usage, "Profiles, events by day, and what of them is bots'.") },
  }),
  listAudienceTemplates: operation({
    method: "GET",
    path: "/v1/audience-templates",
    tag,
    summary: "List audiences to start from",
    access: "none",
    answers: { 200: json(AudienceTemplates, "The same for everybody.") },
  }),
  listJourneyTemplates: operation({
    method: "GET",
    path: "/v1/journey-templates",
    tag,
    summary: "List journeys to start from",
    access: "none",
    answers: { 200: json(JourneyTemplates, "The same for everybody, with the audiences they need.") },
  }),
  moveClock: operation({
    method: "POST",
    path: "/v1/clock",
    tag,
    summary: "Move the manual clock",
    about: "Present under the manual clock only. What becomes due has happened before it answers.",
    access: "instance",
    body: ClockRequest,
    example: { advance: 3_600_000 },
    answers: { 200: json(z.strictObject({ now: EpochMs }), "Where the clock stands now.") },
    isTrialOnly: true,
  }),
  getAudienceSchema: operation({
    method: "GET",
    path: "/schemas/audience.json",
    tag,
    summary: "Read the audience language as JSON Schema",
    access: "none",
    answers: { 200: other({ "application/schema+json": z.looseObject({}) }, "Draft 2020-12.") },
  }),
  getOpenapi: operation({
    method: "GET",
    path: "/openapi.json",
    tag,
    summary: "Read this document",
    access: "none",
    answers: {
      200: json(z.looseObject({ openapi: z.string() }), "OpenAPI 3.1.", {
        ETag: "Changes with the document.",
      }),
      304: other({}, "It is what `If-None-Match` names."),
    },
  }),
  showReference: operation({
    method: "GET",
    path: "/docs",
    tag,
    summary: "Read the reference as a page",
    access: "none",
    answers: {
      200: page("Loads nothing from other hosts."),
      304: other({}, "It is what `If-None-Match` names."),
    },
  }),
  getHealth: operation({
    method: "GET",
    path: "/healthz",
    tag,
    summary: "Ask whether the process answers",
    access: "none",
    answers: { 200: json(z.strictObject({ status: z.literal("alive") }), "It does.") },
  }),
  getReadiness: operation({
    method: "GET",
    path: "/readyz",
    tag,
    summary: "Ask whether a write reaches the disk",
    access: "none",
    answers: { 200: json(z.strictObject({ status: z.literal("ready") }), "It does.") },
    problems: ["storage_unavailable"],
  }),
};
