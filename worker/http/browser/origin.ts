import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { answerError } from "../answer-error.ts";
import { Refusal } from "../refusal.ts";

/** The page's origin, which browsers send with every POST; anything but one of the site's is refused. */
export const requireOrigin = (request: Request, { configuration }: SiteSnapshot): string => {
  const origin = request.headers.get("origin") ?? "";
  if (!configuration.origins.includes(origin)) throw new Refusal("origin_foreign");
  return origin;
};

/** For sites whose collector is on another subdomain than the page. */
export const corsHeaders = (origin: string): Record<string, string> => ({
  "access-control-allow-origin": origin,
  "access-control-allow-credentials": "true",
  "cross-origin-resource-policy": "cross-origin",
  vary: "origin",
});

/** Headers cost as much to make as all that a decision parses, and are the same for every answer to an origin. */
const known = new Map<string, Headers>();
const KNOWN_MAX = 1_000;

const headersOfAnswers = (origin: string): Headers => {
  let headers = known.get(origin);
  if (headers === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    headers = new Headers({
      "content-type": "application/json",
      "cache-control": "no-store",
      ...corsHeaders(origin),
    });
    known.set(origin, headers);
  }
  return headers;
};

/** What a page of the origin is answered. The response has headers of its own. */
export const answerOrigin = (origin: string, body: object): Response =>
  new Response(JSON.stringify(body), { headers: headersOfAnswers(origin) });

/** Refusals too may be read by the page: a snippet that cannot read them would retry for ever. */
export const refuseOrigin = (origin: string, error: unknown): Response => {
  const response = answerError(error);
  for (const [name, value] of Object.entries(corsHeaders(origin))) response.headers.set(name, value);
  // Not among the headers that a page of another origin may read by itself (fetch standard, CORS-safelisted response-header names).
  response.headers.set("access-control-expose-headers", "retry-after");
  return response;
};

export const preflightHeaders = (origin: string): Record<string, string> => ({
  ...corsHeaders(origin),
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "7200",
});
