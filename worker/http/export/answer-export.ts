import { siteObject } from "../../configuration/objects.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { isKnown } from "../if-none-match.ts";
import type { Access } from "../access/key.ts";
import { Refusal } from "../refusal.ts";
import { writeCursor, writePageToken } from "./cursor.ts";
import type { AskedExport } from "./asked-export.ts";
import { acceptsGzip, gzipTag, resumedAt } from "./entity-tag.ts";
import type { ExportPlan } from "./export-plan.ts";
import { lengthOf, type Streamed, streamPages } from "./export-stream.ts";
import type { PageText, Position } from "./member-pages.ts";

type Site = SiteContext & Access;

interface Read {
  readonly pages: AsyncGenerator<PageText, unknown>;
  /** Where the next page begins; null where there is none. */
  readonly next: Position | null;
}

async function* replay(pages: readonly PageText[]): AsyncGenerator<PageText, void> {
  yield* pages;
}

/** A page is read before it is answered, because its head says where the next one begins. */
const readPage = async (plan: ExportPlan): Promise<Read> => {
  const pages: PageText[] = [];
  const opened = plan.openPages();
  let next = await opened.next();
  for (; next.done !== true; next = await opened.next()) pages.push(next.value);
  return { pages: replay(pages), next: next.value ?? null };
};

const linkTo = (
  c: HttpContext,
  { secrets, chain }: Site,
  asked: AskedExport,
  plan: ExportPlan,
  at: Position,
) => {
  const { audience, variant: format } = asked;
  const { exits, entries } = plan.cursor;
  const url = new URL(c.req.url);
  url.searchParams.set(
    "after",
    writePageToken({ page: 1, audience, format, chain, ...at, exits, entries }, secrets),
  );
  return `<${url.pathname}${url.search}>; rel="next"`;
};

/** Logs what was sent. A receiver that leaves ends the request: the log must not end with it. */
const createLog = (c: HttpContext, site: Site, asked: AskedExport, definition: string, offset: number) => {
  const { promise: logged, resolve } = Promise.withResolvers<void>();
  if (c.req.method !== "HEAD") c.executionCtx.waitUntil(logged);
  return async ({ rows, bytes, sha256, complete }: Streamed): Promise<void> => {
    const { snapshot, actor, now } = site;
    const { audience, version, formatName: format, since } = asked;
    const entry = { at: now, key: actor, audience, version, definition, format, since: since !== null };
    try {
      await siteObject(c.env, snapshot.id).logExport({ ...entry, offset, rows, bytes, sha256, complete });
    } finally {
      resolve();
    }
  };
};

/** The rest of a text that was received up to a byte; its length must be known, so it is read once before. */
const answerRest = async (
  plan: ExportPlan,
  offset: number,
  headers: Headers,
  openLog: () => (streamed: Streamed) => Promise<void>,
): Promise<Response> => {
  const length = await lengthOf(plan.openPages());
  if (offset >= length) throw new Refusal("range_unsatisfiable");
  headers.set("content-range", `bytes ${offset}-${length - 1}/${length}`);
  const { readable, writable } = new FixedLengthStream(length - offset);
  // A text that changed meanwhile is longer or shorter: the answer breaks off instead of being wrong.
  streamPages(plan.openPages(), offset, openLog())
    .pipeTo(writable)
    .catch(() => undefined);
  return new Response(readable, { status: 206, headers });
};

/** Members or changes as a body: whole, compressed, page by page, or the rest of what a receiver already has. */
export const answerExport = async (
  c: HttpContext,
  site: Site,
  asked: AskedExport,
  plan: ExportPlan,
): Promise<Response> => {
  const offset =
    asked.limit === null && c.req.header("if-range") === plan.tag ? resumedAt(c.req.header("range")) : null;
  const isGzip = offset === null && acceptsGzip(c.req.header("accept-encoding"));
  const tag = isGzip ? gzipTag(plan.tag) : plan.tag;
  const headers = new Headers({
    "cache-control": "no-store",
    etag: tag,
    vary: "accept-encoding",
    "halley-cursor": writeCursor(plan.cursor, site.secrets),
    "halley-audience-version": String(asked.version),
  });
  if (isKnown(c.req.header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  headers.set("content-type", asked.format.contentType);
  await plan.begin();
  const openLog = () => createLog(c, site, asked, plan.definition, offset ?? 0);
  if (asked.limit === null) headers.set("accept-ranges", "bytes");
  if (offset !== null) return answerRest(plan, offset, headers, openLog);
  const isPaged = asked.limit !== null && asked.since === null;
  const { pages, next } = isPaged ? await readPage(plan) : { pages: plan.openPages(), next: null };
  if (next !== null) headers.set("link", linkTo(c, site, asked, plan, next));
  const body = streamPages(pages, 0, openLog());
  if (!isGzip) return new Response(body, { headers });
  headers.set("content-encoding", "gzip");
  return new Response(body.pipeThrough(new CompressionStream("gzip")), { headers, encodeBody: "manual" });
};
