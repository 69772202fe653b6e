import { siteObject } from "../../configuration/objects.ts";
import { type MemberFormat, needsOp } from "../../domain/export/member-format.ts";
import type { ChangeOp } from "../../domain/rpc.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { everyShard } from "../every-shard.ts";
import { requireFormat } from "../key.ts";
import { askedNumber } from "../query.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "./audiences.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { MEMBER_FORMATS } from "./member-formats.ts";
import { type Streamed, streamPages } from "./member-stream.ts";
import { planMembers, planSince, readHeads, type Source } from "./plan-export.ts";

const LIMIT_MAX = 1_000_000_000;

const askedFormat = (name: string): MemberFormat => {
  const format = Object.hasOwn(MEMBER_FORMATS, name) ? MEMBER_FORMATS[name] : undefined;
  if (format === undefined) throw new Refusal("query_invalid", { parameter: "format" });
  return format;
};

const askedOp = (op: string | undefined): ChangeOp | null => {
  if (op === undefined) return null;
  if (op !== "enter" && op !== "exit") throw new Refusal("query_invalid", { parameter: "op" });
  return op;
};

/** `GET /audiences/{id}/members`: all members, or with `since` the entries and exits after a cursor. */
export const exportMembers = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets, actor, limits, now } = await openSiteWithKey(c, "export");
  const { id, version } = findAudience(snapshot, c.req.param("id") ?? "", limits);
  const { format: formatName = "ndjson", since, op } = c.req.query();
  requireFormat(limits, formatName);
  const source: Source = {
    audience: id,
    siteVersion: snapshot.version,
    format: askedFormat(formatName),
    limit: askedNumber(c, "limit", { unasked: LIMIT_MAX, min: 1, max: LIMIT_MAX }),
    op: askedOp(op),
  };
  const isOpWrong = since === undefined ? op !== undefined : needsOp(source.format, source.op);
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
      "content-type": source.format.contentType,
      "cache-control": "no-store",
      "halley-cursor": writeCursor(plan.cursor, secrets),
      "halley-audience-version": String(version),
    },
  });
};
