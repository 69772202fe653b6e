import * as z from "zod";
import { DeletionAnswer, DeletionFile } from "../../schemas/answers/data-deletion.ts";
import { json, operation } from "../operation.ts";

const tag = "Privacy";
const problems = ["route_unknown"] as const;

export const DATA_DELETION = {
  publishDeletionFile: operation({
    method: "GET",
    path: "/dsrdelete.json",
    tag,
    summary: "Read where requests for deletion go",
    about:
      "Of the site whose domain the request is for: IAB Tech Lab's Data Deletion Request Framework 1.0. A site without `privacy.deletion_requests` has no such route.",
    access: "none",
    answers: { 200: json(DeletionFile, "The endpoint, what people can be named by, and the site's key.") },
    problems,
  }),
  publishDeletionFileOfSite: operation({
    method: "GET",
    path: "/h/{site}/dsrdelete.json",
    tag,
    summary: "Read where requests for deletion at one site go",
    about: "For a domain whose root is served by something else.",
    access: "none",
    answers: { 200: json(DeletionFile, "The endpoint, what people can be named by, and the site's key.") },
    problems: ["site_unknown", ...problems],
  }),
  hearDeletionRequest: operation({
    method: "POST",
    path: "/h/{site}/dsr",
    tag,
    summary: "Ask for deletion as another company",
    about: "Signed by a company that the site believes. Each answer is signed too.",
    access: "none",
    body: z.string().describe("The `rqJWT`, as it is or as a field of a JSON object."),
    bodyTypes: ["application/jwt", "text/plain", "application/json"],
    answers: {
      202: json(DeletionAnswer, "The erasure is certain to happen, or was asked for before."),
      400: json(DeletionAnswer, "Nothing was done; the token in the answer says why."),
    },
    problems: ["site_unknown", ...problems, "overloaded"],
  }),
};
