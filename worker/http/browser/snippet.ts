import type { Purpose } from "../../../schemas/consent.ts";
import { DAY_MS } from "../../../schemas/limits.ts";
import type { SnippetSettings } from "../../../schemas/snippet-settings.ts";
import { sha256Hex } from "../../crypto/digest.ts";
import { pushKeyOf } from "../../domain/channel/push-key.ts";
import { PURPOSES } from "../../domain/consent/choices.ts";
import { effectiveConsent } from "../../domain/consent/effective.ts";
import { type HttpContext, openSite } from "../context.ts";
import { isKnown } from "../if-none-match.ts";
import { Refusal } from "../refusal.ts";
import { hasGlobalPrivacyControl, regionCode, requestRegion } from "../sender/region.ts";
import { appendixOf, type BannerVersion } from "./banner.ts";

/** The built snippet: its entry, and the chunks it imports by names that carry a hash of their content. */
export interface SnippetBundle {
  /** Puts settings in front of the entry. */
  readonly wrap: (settings: string) => string;
  /** The same for what tells the snippet of a choice made on the visitor's own page, and for the banner's loader. */
  readonly wrapKeptChoice: (settings: string) => string;
  readonly wrapBanner: (settings: string) => string;
  /** Puts settings in front of the service worker that shows push messages. */
  readonly wrapServiceWorker: (settings: string) => string;
  readonly chunks: Readonly<Record<string, string>>;
  readonly banner: BannerVersion;
}

/** Private, because the settings are for one visitor's region and signals; never stale, because rules are switched. */
const SHORT = "private, max-age=60, must-revalidate";
/** With a choice of this very browser in it. */
const NOT_AT_ALL = "no-store";
const FOR_EVER = "public, max-age=31536000, immutable";

/** `GET /h/{site}.js`: the snippet with the rule for this request's region. */
export const serveSnippet = async (c: HttpContext, bundle: SnippetBundle): Promise<Response> => {
  const site = await openSite(c, c.req.param("site")?.replace(/\.js$/, ""));
  const { snapshot, rules, now } = site;
  const region = requestRegion(c.req.raw, c.env);
  const rule = rules.ruleFor(region, now);
  const gpc = hasGlobalPrivacyControl(c.req.raw);
  const granted = effectiveConsent(rule, {}, gpc);
  const { consent } = snapshot.configuration;
  const push = pushKeyOf(snapshot.channels);
  const settings: SnippetSettings = {
    site: snapshot.id,
    granted: PURPOSES.filter((purpose: Purpose) => granted[purpose]),
    gpc: rule.gpc === "honour",
    ask: rule.mode === "opt-in",
    reask_ms: rule.reask_days * DAY_MS,
    hear: {
      tcf: consent.tcf_fallback,
      google: consent.google_consent_mode,
      region: regionCode(region),
      gpc,
    },
    ...(push === null ? {} : { push }),
  };
  const { lines, isPersonal } = appendixOf(c.req.raw, site, rule, bundle);
  const script = [bundle.wrap(JSON.stringify(settings)), ...lines].join(";\n");
  const etag = `"${sha256Hex(script).slice(0, 20)}"`;
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": isPersonal ? NOT_AT_ALL : SHORT,
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    vary: "sec-gpc",
    etag,
  };
  if (isKnown(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(script, { headers });
};

/** `GET /h/{site}/{chunk}`: a part of the snippet that only some pages need. */
export const serveChunk = (name: string, bundle: SnippetBundle): Response => {
  const chunk = Object.hasOwn(bundle.chunks, name) ? bundle.chunks[name] : undefined;
  if (chunk === undefined) throw new Refusal("route_unknown");
  return new Response(chunk, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": FOR_EVER,
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
  });
};
