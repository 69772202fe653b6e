import * as z from "zod";
import {
  Explanation,
  MarkedProfile,
  MergeResult,
  Profile,
  ProfileAudiences,
  ProfileLookup,
} from "../../schemas/answers/profiles.ts";
import { BotRequest } from "../../schemas/bot.ts";
import { MergeRequest } from "../../schemas/merge.ts";
import { EpochMs, Slug } from "../../schemas/text.ts";
import { json, operation } from "../operation.ts";
import { ProfileId } from "../path-parameters.ts";

const tag = "Profiles";
const params = { id: ProfileId };

export const PROFILES = {
  lookupProfile: operation({
    method: "GET",
    path: "/v1/sites/{site}/profiles/lookup",
    tag,
    summary: "Find a profile by one of its names",
    about: "By exactly one parameter.",
    access: "read",
    query: {
      visitor: z.string().optional().describe("A visitor id of ours."),
      anonymous_id: z.string().optional().describe("The caller's own id, as events brought it."),
      email: z.string().optional(),
      phone: z.string().optional(),
    },
    answers: { 200: json(ProfileLookup, "Where the name leads to now.") },
    problems: ["query_invalid", "profile_unknown"],
  }),
  getProfile: operation({
    method: "GET",
    path: "/v1/sites/{site}/profiles/{id}",
    tag,
    summary: "Read a profile",
    access: "read",
    params,
    answers: { 200: json(Profile, "Everything but addresses.") },
    problems: ["profile_unknown"],
  }),
  getProfileAudiences: operation({
    method: "GET",
    path: "/v1/sites/{site}/profiles/{id}/audiences",
    tag,
    summary: "Read which audiences a profile is in",
    access: "read",
    params,
    answers: { 200: json(ProfileAudiences, "Its standing with every audience of its kind.") },
    problems: ["profile_unknown"],
  }),
  explainProfile: operation({
    method: "GET",
    path: "/v1/sites/{site}/profiles/{id}/explain",
    tag,
    summary: "Explain why a profile is, or is not, in an audience",
    access: "read",
    params,
    query: {
      audience: Slug.describe("Id of the audience."),
      at: EpochMs.optional().describe("The moment it is about, epoch milliseconds; now where left out."),
    },
    answers: { 200: json(Explanation, "What each part of the rule said, and from which events.") },
    problems: ["query_invalid", "audience_unknown", "profile_unknown"],
  }),
  putBotMark: operation({
    method: "PUT",
    path: "/v1/sites/{site}/profiles/{id}/bot",
    tag,
    summary: "Say whether a profile is a bot's",
    about:
      "What a bot does is stored, and counts for nothing: no audience, campaign, journey or destination has it. It stays so, whatever its browser says, until this route says otherwise.",
    access: "write",
    params,
    body: BotRequest,
    example: { bot: false },
    answers: { 200: json(MarkedProfile, "It is marked.") },
    problems: ["profile_unknown"],
  }),
  mergeContacts: operation({
    method: "POST",
    path: "/v1/sites/{site}/contacts/merge",
    tag,
    summary: "Make two contacts one",
    about: "All of `from` goes into `into`. Can be undone for thirty days.",
    access: "write",
    body: MergeRequest,
    example: { from: { email: "ada@old.example" }, into: { email: "ada@new.example" } },
    answers: { 200: json(MergeResult, "They are one.") },
    problems: ["profile_unknown", "contact_same", "contact_merged"],
  }),
  unmergeContacts: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/contacts/merges/{merge}",
    tag,
    summary: "Undo a merge",
    access: "write",
    answers: { 200: json(MergeResult, "They are two again.") },
    problems: ["merge_unknown", "merge_expired", "merge_covered"],
  }),
};
