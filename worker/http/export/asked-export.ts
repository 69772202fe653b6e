import { EXPORT_PAGE_ROWS_MAX } from "../../../schemas/limits-export.ts";
import type { ExportTarget, MemberFormat } from "../../domain/export/member-format.ts";
import { variantOf } from "../../domain/export/member-formats.ts";
import type { ChangeOp } from "../../domain/rpc.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { type Access, requireFormat } from "../access/key.ts";
import { askedNumber } from "../query.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "../find-audience.ts";
import { type Cursor, type PageToken, readCursor, readPageToken } from "./cursor.ts";
import { askedFormat } from "./asked-format.ts";

/** An export as it was asked for. */
export interface AskedExport {
  readonly audience: string;
  /** Of the audience. */
  readonly version: number;
  readonly formatName: string;
  /** The format with what it was asked to show beside. */
  readonly variant: string;
  readonly format: MemberFormat;
  /** The platform's names of what the text is sent to. */
  readonly target: Omit<ExportTarget, "estimate">;
  /** Entries or exits alone; null for both. */
  readonly op: ChangeOp | null;
  /** At most this many rows; null for all. */
  readonly limit: number | null;
  /** Changes after it; null for members. */
  readonly since: Cursor | null;
  /** Where an earlier page ended; null for the first. */
  readonly after: PageToken | null;
}

const askedOp = (op: string | undefined): ChangeOp | null => {
  if (op === undefined) return null;
  if (op !== "enter" && op !== "exit") throw new Refusal("query_invalid", { parameter: "op" });
  return op;
};

/** The platform's own names of the list and of the upload session, where the format has a place for them. */
const askedTarget = (c: HttpContext, { names = {} }: MemberFormat): AskedExport["target"] => {
  for (const parameter of ["list", "session"] as const) {
    const isMisplaced = names[parameter] !== true && c.req.query(parameter) !== undefined;
    if (isMisplaced) throw new Refusal("query_invalid", { parameter });
  }
  const asked = { unasked: 0, min: 1, max: Number.MAX_SAFE_INTEGER };
  return {
    list: askedNumber(c, "list", asked) || null,
    session: askedNumber(c, "session", asked) || null,
  };
};

/** What is read from the query, or a refusal. Whether the key may, is asked before it is told what there is. */
export const askedExport = (
  c: HttpContext,
  { snapshot, secrets, limits, chain }: SiteContext & Access,
): AskedExport => {
  const { id: audience, version } = findAudience(snapshot, c.req.param("id") ?? "", limits);
  const { format: formatName = "ndjson", since, after, fields, op: opName } = c.req.query();
  requireFormat(limits, formatName);
  const format = askedFormat(formatName, fields);
  const target = askedTarget(c, format);
  const limit = askedNumber(c, "limit", { unasked: 0, min: 1, max: EXPORT_PAGE_ROWS_MAX }) || null;
  const op = askedOp(opName);
  const variant = variantOf(formatName, fields);
  const isOpWrong = since === undefined ? op !== null : format.isUpload && op === null;
  if (isOpWrong) throw new Refusal("query_invalid", { parameter: "op" });
  // Changes are paged by their cursor.
  if (after !== undefined && since !== undefined) throw new Refusal("query_invalid", { parameter: "after" });
  return {
    audience,
    version,
    formatName,
    variant,
    format,
    target,
    op,
    limit,
    since: since === undefined ? null : readCursor(since, audience, secrets),
    after: after === undefined ? null : readPageToken(after, { audience, format: variant, chain }, secrets),
  };
};
