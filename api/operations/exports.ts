import * as z from "zod";
import { ChangeRow, ExportPage, MemberRow, UploadBody } from "../../schemas/answers/exports.ts";
import { EXPORT_LOG_PAGE_MAX, EXPORT_PAGE_ROWS_MAX } from "../../schemas/limits-export.ts";
import { json, operation, other } from "../operation.ts";

const tag = "Audiences";

const FORMATS = [
  "ndjson",
  "csv",
  "google_customer_match",
  "meta",
  "tiktok",
  "linkedin",
  "microsoft",
  "pinterest",
  "snap",
  "reddit",
  "uid2",
] as const;

const CONTENT = {
  "application/x-ndjson": z.union([MemberRow, ChangeRow, UploadBody]),
  "text/csv": z.string(),
};

const ALWAYS = {
  "Halley-Cursor": "Where the next export with `since` goes on. Taken before the first row.",
  "Halley-Audience-Version": "Version of the definition.",
  ETag: "Changes with what the text could show.",
};

const platformId = (about: string) =>
  z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().describe(about);

export const EXPORTS = {
  exportMembers: operation({
    method: "GET",
    path: "/v1/sites/{site}/audiences/{id}/members",
    tag,
    summary: "Export members, or what changed",
    about:
      "Without `since` all members; with it the entries and exits after a cursor. Streamed: nothing is read before it is asked for. Members of contacts are shown in a platform's format only as far as consent goes.",
    access: "export",
    query: {
      format: z
        .enum(FORMATS)
        .optional()
        .describe("`ndjson` where left out. Others are uploads of ad platforms."),
      fields: z
        .enum(["click_ids"])
        .optional()
        .describe("What lines of `ndjson` show beside ids: the newest click id of each platform."),
      since: z.string().optional().describe("`Halley-Cursor` of an earlier export of the same audience."),
      op: z
        .enum(["enter", "exit"])
        .optional()
        .describe("With `since`: entries or exits alone. Uploads with `since` need it."),
      after: z.string().optional().describe("As the `Link` of the page before has it. Not with `since`."),
      limit: z
        .number()
        .int()
        .min(1)
        .max(EXPORT_PAGE_ROWS_MAX)
        .optional()
        .describe("At most this many rows: one page."),
      list: platformId("The platform's id of the list, in formats that have a place for it."),
      session: platformId("Id of the upload session, in formats that have a place for it."),
    },
    requestHeaders: {
      "If-None-Match": "`ETag` of a text that is there already.",
      Range: "`bytes=N-`: the rest of a text that broke off. Without `limit`, and with `If-Range` only.",
      "If-Range": "`ETag` of the text that broke off.",
      "Accept-Encoding": "`gzip` compresses.",
    },
    answers: {
      200: other(CONTENT, "One row on each line, or one request to the platform.", ALWAYS, {
        Link: '`rel="next"`: where the next page is. With `limit` only, and not on the last page.',
        "Accept-Ranges": "`bytes` where the text can be resumed.",
        "Content-Encoding": "`gzip` where it was asked for.",
      }),
      206: other(CONTENT, "The rest of the text.", {
        ...ALWAYS,
        "Content-Range": "Which bytes these are, and of how many.",
      }),
      304: other({}, "It is what `If-None-Match` names.", ALWAYS),
    },
    problems: [
      "query_invalid",
      "audience_forbidden",
      "format_forbidden",
      "audience_unknown",
      "audience_too_small",
      "cursor_invalid",
      "cursor_expired",
      "range_unsatisfiable",
    ],
  }),
  listExports: operation({
    method: "GET",
    path: "/v1/sites/{site}/exports",
    tag: "Audit",
    summary: "Read what left for whom",
    about: "Exports that broke off too.",
    access: "admin",
    query: {
      after: z.number().int().min(0).optional().describe("`next` of the page before."),
      limit: z.number().int().min(1).max(EXPORT_LOG_PAGE_MAX).optional().describe("Exports of one page."),
    },
    answers: { 200: json(ExportPage, "Oldest first.") },
    problems: ["query_invalid"],
  }),
};
