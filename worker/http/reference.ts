import type { HttpContext } from "./context.ts";
import { isKnown } from "./if-none-match.ts";

/** A document that was made when the Worker was built. */
interface BuiltDocument {
  readonly text: string;
  /** Strong, quotes included. */
  readonly etag: string;
}

/** The description of the API: for programs, and as a page. */
export interface ApiReference {
  readonly openapi: BuiltDocument;
  readonly page: BuiltDocument & {
    /** Value of the `Content-Security-Policy` that lets in the page's own style and script, and nothing else. */
    readonly policy: string;
  };
}

const answer = (c: HttpContext, { text, etag }: BuiltDocument, more: Record<string, string>): Response => {
  const headers = {
    etag,
    "cache-control": "public, max-age=300",
    "x-content-type-options": "nosniff",
    ...more,
  };
  return isKnown(c.req.header("if-none-match"), etag)
    ? c.body(null, 304, headers)
    : c.body(text, 200, headers);
};

/** `GET /openapi.json`: the same for everybody, so pages of any origin may read it. */
export const serveOpenapi = (c: HttpContext, { openapi }: ApiReference): Response =>
  answer(c, openapi, { "content-type": "application/json", "access-control-allow-origin": "*" });

/** `GET /docs`. */
export const servePage = (c: HttpContext, { page }: ApiReference): Response =>
  answer(c, page, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": page.policy,
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  });
