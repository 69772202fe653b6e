import { Refusal } from "../refusal.ts";

const hostOf = (origin: string | null): string | null =>
  origin !== null && URL.canParse(origin) ? new URL(origin).host : null;

/**
 * Refuses a form that another site's page sent. Browsers say where a request comes from (`Sec-Fetch-Site`, which scripts
 * cannot set); older ones name at least the origin, of which only the host is compared: a proxy may have ended TLS. The
 * visitor cookie's SameSite is a second fence, and none where there is no cookie yet. Source: w3.org/TR/fetch-metadata.
 */
export const requireOwnPage = (request: Request): void => {
  const site = request.headers.get("sec-fetch-site");
  const isOwn =
    site === null
      ? hostOf(request.headers.get("origin")) === new URL(request.url).host
      : site === "same-origin";
  if (!isOwn) throw new Refusal("origin_foreign");
};
