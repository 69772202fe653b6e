import { RegionRules } from "../../../schemas/consent.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { siteObject } from "../../configuration/objects.ts";
import { rememberSite } from "../../configuration/site-memo.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { askEveryShard } from "../every-shard.ts";
import { Refusal } from "../refusal.ts";

/** `GET /consent/rules`. */
export const getConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "consent");
  return c.json({ rules: snapshot.regionRules });
};

/** `PUT /consent/rules`: replaces all rules; members are evaluated again under them. */
export const putConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "consent");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { rules } = parse(RegionRules, body, "configuration_invalid");
  const written = await siteObject(c.env, snapshot.id).putRegionRules(rules, actor);
  if (written.kind !== "done") throw new Refusal("site_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askEveryShard(c.env, changed, (shard) => shard.sweep(changed.version));
  return c.json({ rules });
};
