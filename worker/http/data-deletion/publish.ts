import type { DeletionFile, DeletionSettings } from "../../../schemas/data-deletion.ts";
import { instanceObject, siteObject } from "../../configuration/objects.ts";
import { readSite } from "../../configuration/site-memo.ts";
import { deletionKey } from "../../crypto/deletion-token.ts";
import { DELETION_IDENTIFIERS } from "../../domain/privacy/deletion-request.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { type HttpContext, openSite } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { secretsOf } from "../secrets.ts";

/** A key that is new is found by others within this time. */
const CACHE = { "cache-control": "public, max-age=300" };

/** The settings of a site that takes requests; without them it has none of these routes. */
export const deletionSettings = ({ configuration }: SiteSnapshot): DeletionSettings => {
  const { deletion_requests: settings } = configuration.privacy;
  if (settings === null) throw new Refusal("route_unknown");
  return settings;
};

const answerFile = async (c: HttpContext, snapshot: SiteSnapshot): Promise<Response> => {
  const { domain } = deletionSettings(snapshot);
  const { messaging, origins } = snapshot.configuration;
  const origin = messaging.base_url ?? origins[0] ?? `https://${domain}`;
  const file: DeletionFile = {
    endpoint: `${origin}/h/${snapshot.id}/dsr`,
    identifiers: DELETION_IDENTIFIERS,
    publicKey: [await deletionKey(secretsOf(c.env, snapshot.id).deletion)],
    vendorScriptRequirement: false,
  };
  return c.json(file, 200, CACHE);
};

/** Whether a host is the domain or below it: many shops lead their bare domain to `www`. */
const isOf = (host: string, { configuration }: SiteSnapshot): boolean => {
  const domain = configuration.privacy.deletion_requests?.domain;
  return domain !== undefined && (host === domain || host.endsWith(`.${domain}`));
};

/** `GET /dsrdelete.json`: of the site whose domain the request is for. */
export const publishAtRoot = async (c: HttpContext): Promise<Response> => {
  const host = new URL(c.req.url).hostname;
  for (const id of await instanceObject(c.env).sites()) {
    const site = await readSite(id, () => siteObject(c.env, id));
    if (site !== null && isOf(host, site.snapshot)) return answerFile(c, site.snapshot);
  }
  throw new Refusal("route_unknown");
};

/** `GET /h/{site}/dsrdelete.json`: the same, for a domain whose root is served by something else. */
export const publishForSite = async (c: HttpContext): Promise<Response> =>
  answerFile(c, (await openSite(c)).snapshot);
