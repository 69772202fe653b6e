import { PLATFORM_COOKIE_MAX_LENGTH, USER_AGENT_MAX_LENGTH } from "../../../schemas/limits-conversion.ts";
import type { StatedBrowser } from "../../../schemas/stated-browser.ts";
import type { GatedEvents } from "../../domain/consent/gate.ts";
import type { BrowserFacts } from "../../domain/conversion/browser-facts.ts";
import { conversionDestinations } from "../../domain/conversion/conversion-destination.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { readCookie } from "./visitor-cookie.ts";

/** `fb.<labels of the domain>.<ms>.<random>`, of `_fbp` and `_fbc`. */
const META = /^fb\.[0-2]\.\d{10,13}\.[\w.-]+$/;
const TIKTOK = /^[\w.-]+$/;
/** `GA1.<labels>.<client id>`. */
const GA_CLIENT = /^GA\d\.[\d-]+\.(\d+\.\d+)$/;
/** The older and the present form of a session: `GS1.1.<id>.…` and `GS2.1.s<id>$…`. */
const GA_SESSION = /^GS\d\.\d\.s?(\d{10})[.$]/;

const cookie = (request: Request, name: string, form: RegExp): string | null => {
  const value = readCookie(request, name);
  if (value === null || value.length > PLATFORM_COOKIE_MAX_LENGTH) return null;
  const found = form.exec(value);
  return found === null ? null : (found[1] ?? found[0]);
};

const userAgentOf = (request: Request): string | null => {
  const agent = (request.headers.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH);
  return agent === "" ? null : agent;
};

/** Measurement ids of the site's GA4 properties; null where none of the events is told to anybody. */
const forwardedTo = ({ destinations }: SiteSnapshot, events: GatedEvents): string[] | null => {
  const told = conversionDestinations(destinations).filter(({ types }) =>
    events.some(({ event }) => types.includes(event.type)),
  );
  return told.length === 0
    ? null
    : told.flatMap(({ kind, measurementId }) => (kind === "ga4" ? [measurementId] : []));
};

/**
 * How the platforms' own scripts know a browser, by its User-Agent and their cookies on the shop's domain; nothing is
 * read where nobody is told of the events. Which of it a platform is told, and whether, the shard decides by consent.
 */
export const browserFactsOf = (
  request: Request,
  events: GatedEvents,
  snapshot: SiteSnapshot,
): { browser?: BrowserFacts } => {
  const properties = forwardedTo(snapshot, events);
  if (properties === null) return {};
  const sessions = properties.flatMap((property): [string, string][] => {
    // GA4 names the cookie by the property's id without its `G-`.
    const session = cookie(request, `_ga_${property.slice(2)}`, GA_SESSION);
    return session === null ? [] : [[property, session]];
  });
  const browser = {
    userAgent: userAgentOf(request),
    fbp: cookie(request, "_fbp", META),
    fbc: cookie(request, "_fbc", META),
    ttp: cookie(request, "_ttp", TIKTOK),
    gaClientId: cookie(request, "_ga", GA_CLIENT),
    gaSessions: Object.fromEntries(sessions),
  };
  return { browser };
};

/** The same as a server states it. */
export const statedBrowser = (
  stated: StatedBrowser | undefined,
  events: GatedEvents,
  snapshot: SiteSnapshot,
): { browser?: BrowserFacts } => {
  const properties = stated === undefined ? null : forwardedTo(snapshot, events);
  if (stated === undefined || properties === null) return {};
  const { user_agent, fbp, fbc, ttp, ga_client_id, ga_session_id: session } = stated;
  const browser = {
    userAgent: user_agent ?? null,
    fbp: fbp ?? null,
    fbc: fbc ?? null,
    ttp: ttp ?? null,
    gaClientId: ga_client_id ?? null,
    gaSessions:
      session === undefined ? {} : Object.fromEntries(properties.map((property) => [property, session])),
  };
  return { browser };
};
