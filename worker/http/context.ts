import type { Context } from "hono";
import { clock } from "../configuration/clock.ts";
import type { Environment } from "../configuration/environment.ts";
import { siteObject } from "../configuration/objects.ts";
import { type Freshness, readSite } from "../configuration/site-memo.ts";
import type { SiteSecrets } from "../crypto/site-secrets.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { CompiledSite, SiteSnapshot } from "../domain/site-snapshot.ts";
import { KEY_MEMO_MS } from "../../schemas/limits-export.ts";
import type { Scope } from "../../schemas/site.ts";
import { Slug } from "../../schemas/text.ts";
import { type Access, requireScope, requireUnheld } from "./access/key.ts";
import { spendRequest } from "./access/rate-limit.ts";
import { Refusal } from "./refusal.ts";
import { secretsOf } from "./secrets.ts";

export interface HttpEnv {
  Bindings: Environment;
}
export type HttpContext = Context<HttpEnv>;

/** The site a request is for, as this isolate knows it. */
export interface SiteContext {
  readonly snapshot: SiteSnapshot;
  readonly rules: SiteRules;
  readonly secrets: SiteSecrets;
  readonly now: number;
}

/** A site to which somebody may say who they are. */
export interface IdentifyingSite extends SiteContext {
  /** Domains whose addresses tell of no account. */
  readonly freeMailDomains: ReadonlySet<string>;
}

const siteIn = (c: HttpContext): string => c.req.param("site") ?? "";

/** The site of a name, or null where there is none. */
const findSite = async (c: HttpContext, id: string, freshness?: Freshness): Promise<CompiledSite | null> => {
  if (!Slug.safeParse(id).success) return null;
  return readSite(id, () => siteObject(c.env, id), freshness);
};

/** For browsers: the site, which the path names where nothing else does, or 404. */
export const openSite = async (c: HttpContext, id = siteIn(c)): Promise<SiteContext> => {
  const site = await findSite(c, id);
  if (site === null) throw new Refusal("site_unknown");
  return { ...site, secrets: secretsOf(c.env, site.snapshot.id), now: clock.now() };
};

/** First the key, then the site, so that only the instance's own key learns which sites there are. */
export const lookUpWithKey = async (
  c: HttpContext,
  scope: Scope,
  freshness: Freshness = { maxAgeMs: KEY_MEMO_MS },
): Promise<SiteContext & Access> => {
  const site = await findSite(c, siteIn(c), freshness);
  const now = clock.now();
  const access = requireScope(c.req.raw, c.env, site?.snapshot.keys ?? [], scope, now);
  if (site === null) throw new Refusal("site_unknown");
  return { ...site, ...access, secrets: secretsOf(c.env, site.snapshot.id), now };
};

/** The same, and the request counts as one of the key's. */
const openCounted = async (
  c: HttpContext,
  scope: Scope,
  freshness?: Freshness,
): Promise<SiteContext & Access> => {
  const site = await lookUpWithKey(c, scope, freshness);
  const { id, configuration } = site.snapshot;
  // Who runs the instance is never slowed down.
  if (site.actor !== "admin") {
    spendRequest(c.req.raw, `${id} ${site.actor}`, configuration.api.requests_per_minute);
  }
  return site;
};

/** For servers: a site and what is whose, unless the key is held to some of its audiences. */
export const openSiteWithKey = async (
  c: HttpContext,
  scope: Scope,
  freshness?: Freshness,
): Promise<SiteContext & Access> => {
  const site = await openCounted(c, scope, freshness);
  requireUnheld(site.limits, scope);
  return site;
};

/** For changes that are held against what is saved: no copy will do, because another isolate may have changed it since. */
export const openSiteAsSaved = (c: HttpContext, scope: Scope): Promise<SiteContext & Access> =>
  openSiteWithKey(c, scope, { maxAgeMs: 0 });

/** For reading audiences: also with a key that is held to some of them, whose limits the route has to keep. */
export const openAudiencesWithKey = (c: HttpContext): Promise<SiteContext & Access> => openCounted(c, "read");
