import * as z from "zod";
import {
  AuditPage,
  AuditVerification,
  CreatedKey,
  KeyList,
  SignedCheckpoint,
} from "../../schemas/answers/site.ts";
import { VerifyRequest } from "../../schemas/audit.ts";
import { AUDIT_PAGE_MAX } from "../../schemas/limits.ts";
import { KeyRequest, RotationRequest } from "../../schemas/key.ts";
import { json, nothing, operation } from "../operation.ts";
import { KeyId } from "../path-parameters.ts";

export const AUDIT = {
  listAudit: operation({
    method: "GET",
    path: "/v1/sites/{site}/audit",
    tag: "Audit",
    summary: "Read who did what",
    access: "admin",
    query: {
      after: z.number().int().min(0).optional().describe("`next` of the page before."),
      limit: z.number().int().min(1).max(AUDIT_PAGE_MAX).optional().describe("Entries of one page."),
    },
    answers: { 200: json(AuditPage, "Oldest first.") },
    problems: ["query_invalid"],
  }),
  exportCheckpoint: operation({
    method: "GET",
    path: "/v1/sites/{site}/audit/checkpoint",
    tag: "Audit",
    summary: "Export where every log stands",
    about: "To be kept where nobody who could change a log comes.",
    access: "admin",
    answers: { 200: json(SignedCheckpoint, "A signed checkpoint.") },
    problems: ["audit_broken"],
  }),
  verifyAudit: operation({
    method: "GET",
    path: "/v1/sites/{site}/audit/verify",
    tag: "Audit",
    summary: "Verify every log",
    access: "admin",
    answers: { 200: json(AuditVerification, "Whether all links hold, and where not.") },
  }),
  verifyAgainstCheckpoint: operation({
    method: "POST",
    path: "/v1/sites/{site}/audit/verify",
    isHarmless: true,
    tag: "Audit",
    summary: "Verify every log against a checkpoint",
    access: "admin",
    body: VerifyRequest,
    example: { checkpoint: "eyJhbGciOiJFZERTQSJ9…" },
    answers: { 200: json(AuditVerification, "Whether all links hold, and where not.") },
    problems: ["checkpoint_invalid"],
  }),
};

export const KEYS = {
  createKey: operation({
    method: "POST",
    path: "/v1/sites/{site}/keys",
    tag: "Keys",
    summary: "Make a key",
    access: "admin",
    body: KeyRequest,
    about:
      "What is left out does not limit the key. `audiences` and `formats` are for keys that neither write nor administrate.",
    example: { label: "Ad platform", scopes: ["export"], audiences: ["viewers"], formats: ["csv"] },
    answers: { 201: json(CreatedKey, "The only answer that ever shows the key.") },
    problems: ["configuration_invalid", "limit_reached"],
  }),
  listKeys: operation({
    method: "GET",
    path: "/v1/sites/{site}/keys",
    tag: "Keys",
    summary: "List keys",
    access: "admin",
    answers: { 200: json(KeyList, "What they may do; never the keys themselves.") },
  }),
  rotateKey: operation({
    method: "POST",
    path: "/v1/sites/{site}/keys/{id}/rotate",
    tag: "Keys",
    summary: "Make a key that takes another one's place",
    about:
      "With the same rights and limits. Both live until the old one is deleted or ends; of one chain two at most, which count as one receiver of exports.",
    access: "admin",
    params: { id: KeyId },
    body: RotationRequest,
    example: {},
    answers: { 201: json(CreatedKey, "The only answer that ever shows the new key.") },
    problems: ["key_unknown", "key_rotating", "configuration_invalid", "limit_reached"],
  }),
  deleteKey: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/keys/{id}",
    tag: "Keys",
    summary: "Revoke a key",
    access: "admin",
    params: { id: KeyId },
    answers: { 204: nothing("It opens nothing any more.") },
    problems: ["key_unknown"],
  }),
};
