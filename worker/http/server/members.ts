import { siteObject } from "../../configuration/objects.ts";
import type { MemberFormat } from "../../domain/export/member-format.ts";
import type { ChangeOp } from "../../domain/rpc.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { everyShard } from "../every-shard.ts";
import { askedNumber } from "../query.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "./audiences.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { askedFormat } from "./member-formats.ts";
import { type Streamed, streamPages } from "./member-stream.ts";
import { planMembers, planSince, readHeads, type Source } from "./plan-export.ts";

const LIMIT_MAX = 1_000_000_000;

const askedOp = (op: string | undefined): ChangeOp | null => {
  if (op === undefined) return null;
  if (op !== "enter" && op !== "exit") throw new Refusal("query_invalid", { parameter: "op" });
  return op;
};

/** The platform's own names of the list and of the upload session, where the format has a place for them. */
const askedTarget = (c: HttpContext, { names = {} }: MemberFormat): Source["target"] => {
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

/** `GET /audiences/{id}/members`: all members, or with `since` the entries and exits after a cursor. */
export const exportMembers = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets, actor, now } = await openSiteWithKey(c, "export");
  const { id, version } = findAudience(snapshot, c.req.param("id") ?? "");
  const { format: formatName = "ndjson", since, op, fields } = c.req.query();
  const format = askedFormat(formatName, fields);
  const source: Source = {
    audience: id,
    siteVersion: snapshot.version,
    format,
    target: askedTarget(c, format),
    limit: askedNumber(c, "limit", { unasked: LIMIT_MAX, min: 1, max: LIMIT_MAX }),
    op: askedOp(op),
  };
  const isOpWrong = since === undefined ? op !== undefined : format.isUpload && op === undefined;
  if (isOpWrong) throw new Refusal("query_invalid", { parameter: "op" });
  const cursor = since === undefined ? null : readCursor(since, id, secrets);
  const heads = await readHeads(everyShard(c.env, snapshot), id, snapshot.version);
  const plan =
    cursor === null
      ? await planMembers(heads, source, snapshot.configuration.exports.min_size)
      : planSince(heads, source, cursor);
  const log = ({ rows, bytes, sha256 }: Streamed) =>
    siteObject(c.env, snapshot.id).logExport({
      at: now,
      key: actor,
      audience: id,
      version,
      format: formatName,
      since: cursor !== null,
      rows,
      bytes,
      sha256,
    });
  return new Response(streamPages(plan.pages, log), {
    headers: {
      "content-type": format.contentType,
      "cache-control": "no-store",
      "halley-cursor": writeCursor(plan.cursor, secrets),
      "halley-audience-version": String(version),
    },
  });
};
