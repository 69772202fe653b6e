import {
  Campaign,
  CampaignList,
  CampaignReport,
  Journey,
  JourneyList,
} from "../../schemas/answers/outreach.ts";
import { JourneyReport } from "../../schemas/answers/journey-report.ts";
import { CampaignDefinition } from "../../schemas/campaign.ts";
import { JourneyDefinition } from "../../schemas/journey.ts";
import { json, nothing, operation } from "../operation.ts";

export const CAMPAIGNS = {
  listCampaigns: operation({
    method: "GET",
    path: "/v1/sites/{site}/campaigns",
    tag: "Campaigns",
    summary: "List campaigns",
    access: "read",
    answers: { 200: json(CampaignList, "All campaigns: a site has 500 at most.") },
  }),
  getCampaign: operation({
    method: "GET",
    path: "/v1/sites/{site}/campaigns/{id}",
    tag: "Campaigns",
    summary: "Read a campaign",
    access: "read",
    answers: { 200: json(Campaign, "The campaign.") },
    problems: ["campaign_unknown"],
  }),
  reportCampaign: operation({
    method: "GET",
    path: "/v1/sites/{site}/campaigns/{id}/report",
    tag: "Campaigns",
    summary: "Read how a campaign does",
    access: "read",
    answers: { 200: json(CampaignReport, "Counts that name nobody.") },
    problems: ["campaign_unknown"],
  }),
  putCampaign: operation({
    method: "PUT",
    path: "/v1/sites/{site}/campaigns/{id}",
    tag: "Campaigns",
    summary: "Save a campaign",
    about: "A new version, unless nothing changed.",
    access: "write",
    body: CampaignDefinition,
    example: {
      name: "Boots, come back",
      audience: "viewers",
      placements: ["home-hero"],
      status: "live",
      creatives: [
        {
          id: "a",
          content: { kind: "text", headline: "Still thinking?", href: "https://shop.example/boots" },
        },
      ],
    },
    answers: { 200: json(Campaign, "It was changed."), 201: json(Campaign, "It was created.") },
    problems: ["campaign_unknown", "configuration_invalid", "limit_reached"],
  }),
  deleteCampaign: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/campaigns/{id}",
    tag: "Campaigns",
    summary: "Delete a campaign",
    access: "write",
    answers: { 204: nothing("It shows nothing any more.") },
    problems: ["campaign_unknown"],
  }),
};

export const JOURNEYS = {
  listJourneys: operation({
    method: "GET",
    path: "/v1/sites/{site}/journeys",
    tag: "Journeys",
    summary: "List journeys",
    access: "read",
    answers: { 200: json(JourneyList, "All journeys: a site has 100 at most.") },
  }),
  getJourney: operation({
    method: "GET",
    path: "/v1/sites/{site}/journeys/{id}",
    tag: "Journeys",
    summary: "Read a journey",
    access: "read",
    answers: { 200: json(Journey, "The journey.") },
    problems: ["journey_unknown"],
  }),
  reportJourney: operation({
    method: "GET",
    path: "/v1/sites/{site}/journeys/{id}/report",
    tag: "Journeys",
    summary: "Read how a journey does",
    access: "read",
    answers: { 200: json(JourneyReport, "Counts that name nobody.") },
    problems: ["journey_unknown"],
  }),
  putJourney: operation({
    method: "PUT",
    path: "/v1/sites/{site}/journeys/{id}",
    tag: "Journeys",
    summary: "Save a journey",
    about: "A new version, unless nothing changed. Whoever is under way keeps the steps of the old one.",
    access: "write",
    body: JourneyDefinition,
    example: {
      name: "Welcome",
      status: "live",
      enter: { event: "sign_up" },
      steps: [{ wait: "1h" }, { id: "hello", send: { channel: "crm" } }],
    },
    answers: { 200: json(Journey, "It was changed."), 201: json(Journey, "It was created.") },
    problems: ["journey_unknown", "configuration_invalid", "limit_reached"],
  }),
  deleteJourney: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/journeys/{id}",
    tag: "Journeys",
    summary: "Delete a journey",
    access: "write",
    answers: { 204: nothing("Whoever is under way leaves it when the next step comes.") },
    problems: ["journey_unknown"],
  }),
};
