import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
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

export const preflightHeaders = (origin: string): Record<string, string> => ({
  ...corsHeaders(origin),
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "7200",
});
