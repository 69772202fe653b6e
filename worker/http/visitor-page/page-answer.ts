import { sha256Base64 } from "../../crypto/digest.ts";
import type { Html } from "./page-html.ts";
import { PAGE_STYLE } from "./page-style.ts";

const HEADERS = {
  "cache-control": "no-store",
  // Nothing runs, nothing loads, nobody frames it: the page is HTML, one style sheet and forms to itself.
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${sha256Base64(PAGE_STYLE)}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
};

const withCookies = (
  type: string,
  cookies: readonly string[],
  more: Record<string, string> = {},
): Headers => {
  const headers = new Headers({ ...HEADERS, "content-type": type, ...more });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return headers;
};

/** A page for one browser. */
export const answerPage = async (
  page: Html,
  cookies: readonly string[] = [],
  status = 200,
): Promise<Response> =>
  new Response(String(await page), { status, headers: withCookies("text/html; charset=utf-8", cookies) });

/** A file that the browser saves. */
export const answerFile = (name: string, content: unknown): Response =>
  new Response(JSON.stringify(content, null, 2), {
    headers: withCookies("application/json", [], {
      "content-disposition": `attachment; filename="${name}"`,
    }),
  });
