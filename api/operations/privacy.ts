import * as z from "zod";
import {
  AccessAnswer,
  ConsentLog,
  ConsentReceipt,
  ConsentRules,
  ConsentRulesPreview,
  ErasureReceipt,
  FormerConsentRules,
  ProposedRules,
  Retention,
} from "../../schemas/answers/privacy.ts";
import { RegionRules } from "../../schemas/consent.ts";
import { SubjectRequest } from "../../schemas/privacy.ts";
import { json, nothing, operation } from "../operation.ts";
import { ChangeId, ProfileId } from "../path-parameters.ts";

const RULES = { rules: [{ region: "*", mode: "opt-in" }] };
const ofProfile = { profile: ProfileId };

export const CONSENT = {
  getConsentRules: operation({
    method: "GET",
    path: "/v1/sites/{site}/consent/rules",
    tag: "Consent",
    summary: "Read the rules of the regions",
    access: "consent",
    query: {
      version: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe("A set that was saved before: what a consent record names."),
    },
    answers: {
      200: json(
        z.union([ConsentRules, FormerConsentRules]),
        "The rules, and how far profiles are evaluated.",
      ),
    },
    problems: ["query_invalid"],
  }),
  putConsentRules: operation({
    method: "PUT",
    path: "/v1/sites/{site}/consent/rules",
    tag: "Consent",
    summary: "Replace the rules of the regions",
    access: "consent",
    body: RegionRules,
    example: RULES,
    answers: {
      200: json(ConsentRules, "They are in force, or start at their time."),
      202: json(ProposedRules, "A second key has to approve."),
    },
    problems: ["configuration_invalid", "consent_rules_invalid", "limit_reached"],
  }),
  previewConsentRules: operation({
    method: "POST",
    path: "/v1/sites/{site}/consent/rules/preview",
    isHarmless: true,
    tag: "Consent",
    summary: "Ask what other rules would change",
    about: "Saves nothing.",
    access: "consent",
    body: RegionRules,
    example: RULES,
    answers: { 200: json(ConsentRulesPreview, "Profiles, memberships and exports that begin or end.") },
    problems: ["configuration_invalid", "consent_rules_invalid"],
  }),
  approveConsentRules: operation({
    method: "POST",
    path: "/v1/sites/{site}/consent/rules/pending/{id}/approve",
    tag: "Consent",
    summary: "Approve proposed rules",
    about: "By another key than the one that proposed them.",
    access: "consent",
    params: { id: ChangeId },
    answers: { 200: json(ConsentRules, "They are in force, or start at their time.") },
    problems: ["change_unknown", "approver_same", "conflict"],
  }),
  withdrawConsentRules: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/consent/rules/pending/{id}",
    tag: "Consent",
    summary: "Withdraw proposed rules",
    access: "consent",
    params: { id: ChangeId },
    answers: { 204: nothing("They wait no more.") },
    problems: ["change_unknown"],
  }),
  readConsentLog: operation({
    method: "GET",
    path: "/v1/sites/{site}/consent/log",
    tag: "Consent",
    summary: "Read what somebody chose, and when",
    access: "consent",
    query: ofProfile,
    answers: { 200: json(ConsentLog, "Every record about the contact and its browsers, oldest first.") },
    problems: ["query_invalid", "profile_unknown"],
  }),
  readConsentReceipt: operation({
    method: "GET",
    path: "/v1/sites/{site}/consent/receipt",
    tag: "Consent",
    summary: "Read the receipt for the person it is about",
    access: "consent",
    query: ofProfile,
    answers: { 200: json(ConsentReceipt, "In the words of ISO/IEC TS 27560.") },
    problems: ["query_invalid", "profile_unknown"],
  }),
};

export const PRIVACY = {
  accessPrivacy: operation({
    method: "POST",
    path: "/v1/sites/{site}/privacy/access",
    isHarmless: true,
    tag: "Privacy",
    summary: "Read everything held on somebody",
    about: "Changes nothing but the audit, which says who asked.",
    access: "privacy",
    body: SubjectRequest,
    example: { email: "ada@example.com" },
    answers: { 200: json(AccessAnswer, "One bundle; empty where nothing is held.") },
  }),
  erasePrivacy: operation({
    method: "POST",
    path: "/v1/sites/{site}/privacy/erase",
    tag: "Privacy",
    summary: "Erase everything held on somebody",
    access: "privacy",
    body: SubjectRequest,
    example: { email: "ada@example.com" },
    answers: { 202: json(ErasureReceipt, "It is certain to happen.") },
  }),
  getReceipt: operation({
    method: "GET",
    path: "/v1/sites/{site}/privacy/receipts/{receipt}",
    tag: "Privacy",
    summary: "Read how far an erasure has come",
    access: "privacy",
    answers: { 200: json(ErasureReceipt, "The receipt.") },
    problems: ["receipt_unknown"],
  }),
  getRetention: operation({
    method: "GET",
    path: "/v1/sites/{site}/privacy/retention",
    tag: "Privacy",
    summary: "Read what is held beyond its limit",
    access: "privacy",
    answers: { 200: json(Retention, "Each class with its limit, and when the last sweep ended.") },
  }),
};
