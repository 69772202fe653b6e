import type * as z from "zod";
import {
  AudienceDetail,
  AudienceList,
  AudiencePreview,
  AudienceSummary,
} from "../../schemas/answers/audiences.ts";
import { Destination } from "../../schemas/answers/destinations.ts";
import { ChangeRow, MemberRow, UploadBody } from "../../schemas/answers/exports.ts";
import { JourneyReport } from "../../schemas/answers/journey-report.ts";
import { Campaign, CampaignReport, Channel, Journey } from "../../schemas/answers/outreach.ts";
import { ConsentRules, ErasureReceipt } from "../../schemas/answers/privacy.ts";
import { Choices, ExplainedRule, Profile } from "../../schemas/answers/profiles.ts";
import {
  AuditVerification,
  Confirmation,
  Decision,
  Decisions,
  EventsResult,
  Site,
} from "../../schemas/answers/site.ts";
import { NAMED_PARTS } from "../../schemas/audience-json-schema.ts";
import { AudienceDefinition } from "../../schemas/audience.ts";
import { CampaignDefinition, Cap, Creative, CreativeContent } from "../../schemas/campaign.ts";
import { ChannelConfiguration } from "../../schemas/channel.ts";
import { ConsentStamp, RegionRule, RegionRules } from "../../schemas/consent.ts";
import { DestinationConfiguration } from "../../schemas/destination.ts";
import { Item } from "../../schemas/event.ts";
import { EventTest, JourneyDefinition, Send, Step } from "../../schemas/journey.ts";
import { KeyRequest } from "../../schemas/key.ts";
import { Scope, SiteConfiguration } from "../../schemas/site.ts";
import { SubjectRequest } from "../../schemas/privacy.ts";
import { ServerEvent } from "../operations/events.ts";

/** Schemas that readers meet by name. */
export const NAMED_SCHEMAS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  ...NAMED_PARTS,
  AudienceDefinition: [
    AudienceDefinition,
    "A rule over the events and properties of one profile. Windows are half-open: (t - within, t].",
  ],
  AudienceSummary: [AudienceSummary, ""],
  AudienceDetail: [AudienceDetail, ""],
  AudienceList: [AudienceList, ""],
  AudiencePreview: [AudiencePreview, ""],
  MemberRow: [MemberRow, "A member: one line of an export."],
  ChangeRow: [ChangeRow, "An entry or an exit: one line of an export with `since`."],
  UploadBody: [UploadBody, "One request to an ad platform: one line of an export in its format."],
  CampaignDefinition: [
    CampaignDefinition,
    "What is shown to the members of an audience, where, how often and in which order.",
  ],
  Campaign: [Campaign, "A saved campaign."],
  CampaignReport: [CampaignReport, ""],
  Cap: [Cap, "How often a profile may see something."],
  Creative: [Creative, ""],
  CreativeContent: [CreativeContent, ""],
  JourneyDefinition: [JourneyDefinition, "Who is written to, when, with what, and what ends it."],
  Journey: [Journey, "A saved journey."],
  JourneyReport: [JourneyReport, ""],
  EventTest: [EventTest, "One kind of event, with conditions on its properties."],
  Step: [Step, "Something is done, or waited for."],
  Send: [Send, "One message. Texts are Liquid templates; which fields it needs is the channel's to say."],
  ChannelConfiguration: [ChannelConfiguration, "How messages leave. Secrets are write-only."],
  Channel: [Channel, "A saved channel, without its secrets."],
  DestinationConfiguration: [
    DestinationConfiguration,
    "Where audiences are pushed to, or purchases are told. Secrets are write-only.",
  ],
  Destination: [Destination, "A saved destination, without its secrets."],
  ConsentStamp: [ConsentStamp, "The explicit choices that apply; a purpose left out is unset."],
  RegionRule: [RegionRule, "What holds for the visitors of one region until they choose."],
  RegionRules: [RegionRules, ""],
  ConsentRules: [ConsentRules, ""],
  Choices: [Choices, "The explicit choices of a profile; a purpose left out is unset."],
  Profile: [Profile, "What is held on a profile, without addresses."],
  ExplainedRule: [ExplainedRule, "What one part of a rule said."],
  Site: [Site, "A site with all its settings."],
  SiteConfiguration: [SiteConfiguration, "Settings of a site. What is left out gets its default."],
  KeyRequest: [KeyRequest, ""],
  Scope: [Scope, "What a key may do."],
  Item: [Item, "GA4's item. One of `item_id` and `item_name` is required."],
  ServerEvent: [
    ServerEvent,
    "One thing that happened, and whom it is for. Parameters have GA4's names; others go into `params`.",
  ],
  EventsResult: [EventsResult, "What became of every event; indexes are positions in the request."],
  Decision: [Decision, "What is to be shown in a placement, or why nothing is."],
  Decisions: [Decisions, ""],
  Confirmation: [Confirmation, ""],
  SubjectRequest: [SubjectRequest, "Whom it is about, said in one way."],
  ErasureReceipt: [ErasureReceipt, "What was removed where. It names nobody."],
  AuditVerification: [AuditVerification, ""],
};
