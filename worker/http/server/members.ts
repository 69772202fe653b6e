import { siteObject } from "../../configuration/objects.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { everyShard } from "../every-shard.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "./audiences.ts";
import { type Cursor, readCursor, writeCursor } from "./cursor.ts";
import { MEMBER_FORMATS, type MemberFormat } from "./member-formats.ts";
import { changePages, memberPages, type Streamed, streamPages } from "./member-stream.ts";

const LIMIT_MAX = 1_000_000_000;

const askedFormat = (name: string): MemberFormat => {
  const format = Object.hasOwn(MEMBER_FORMATS, name) ? MEMBER_FORMATS[name] : undefined;
  if (format === undefined) throw new Refusal("query_invalid", { parameter: "format" });
  return format;
};

const askedLimit = (text: string | undefined): number => {
  if (text === undefined) return LIMIT_MAX;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal("query_invalid", { parameter: "limit" });
  return Number(text);
};

/** `GET /audiences/{id}/members`: all members, or with `since` the entries and exits after a cursor. */
export const exportMembers = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets, actor, now } = await openSiteWithKey(c, "export");
  const { id, version } = findAudience(snapshot, c.req.param("id") ?? "");
  const { format: formatName = "ndjson", since, limit: limitText } = c.req.query();
  const format = askedFormat(formatName);
  const limit = askedLimit(limitText);
  const cursor = since === undefined ? null : readCursor(since, id, secrets);
  const siteVersion = snapshot.version;
  const shards = everyShard(c.env, snapshot);
  // Heads first: what happens while the rows are streamed is told again after this cursor, never lost.
  const counts = await Promise.all(
    shards.map(async ({ name, shard }) => ({ name, count: (await shard.count([id], siteVersion))[0] })),
  );
  const isExpired = ({ name, count }: (typeof counts)[number]) =>
    cursor !== null && (cursor.heads[name] ?? 0) + 1 < (count?.oldest ?? 1);
  if (counts.some(isExpired)) throw new Refusal("cursor_expired");
  const head: Cursor = {
    audience: id,
    heads: Object.fromEntries(counts.map(({ name, count }) => [name, count?.head ?? 0])),
  };
  if (cursor === null) {
    const sizes = await Promise.all(shards.map(({ shard }) => shard.countExportable(id, siteVersion)));
    const size = sizes.reduce((sum, exportable) => sum + exportable, 0);
    if (size < snapshot.configuration.exports.min_size) throw new Refusal("audience_too_small");
  }
  const source = { shards, audience: id, siteVersion, format, limit };
  const pages = cursor === null ? memberPages(source) : changePages(source, cursor);
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
  return new Response(streamPages(pages, log), {
    headers: {
      "content-type": format.contentType,
      "cache-control": "no-store",
      "halley-cursor": writeCursor(head, secrets),
      "halley-audience-version": String(version),
    },
  });
};
