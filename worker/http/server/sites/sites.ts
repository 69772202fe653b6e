import { CONFIGURATION_BODY_MAX_BYTES, EXPORT_MIN_SIZE_FLOOR } from "../../../../schemas/limits.ts";
import { SiteConfiguration } from "../../../../schemas/site.ts";
import { Slug } from "../../../../schemas/text.ts";
import type { Environment } from "../../../configuration/environment.ts";
import { instanceObject, siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { SHARDS_MAX } from "../../../domain/identity/profile-id.ts";
import { settingFaults } from "../../../domain/setting-faults.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { requireAdmin } from "../../access/key.ts";
import { Refusal } from "../../refusal.ts";

const VISITOR_SHARDS_DEFAULT = 16;
const CONTACT_SHARDS_DEFAULT = 16;

/** A count that two digits of an id can name; anything else would make ids that lead nowhere. */
const shardCount = (setting: string | undefined, otherwise: number): number => {
  const count = Number(setting ?? otherwise);
  if (!Number.isInteger(count) || count < 1 || count > SHARDS_MAX) {
    throw new Refusal("internal", { detail: "VISITOR_SHARDS or CONTACT_SHARDS is no number of shards." });
  }
  return count;
};

const shardDefaults = (env: Environment) => ({
  visitorShards: shardCount(env.VISITOR_SHARDS, VISITOR_SHARDS_DEFAULT),
  contactShards: shardCount(env.CONTACT_SHARDS, CONTACT_SHARDS_DEFAULT),
});

/** What of a site's settings does not go with its channels and journeys. */
const checkUses = async (c: HttpContext, id: string, configuration: SiteConfiguration): Promise<void> => {
  const errors = settingFaults(configuration, await siteObject(c.env, id).snapshot());
  if (errors.length > 0) throw new Refusal("configuration_invalid", { errors });
};

/** `PUT /v1/sites/{site}`: creates or changes a site. */
export const putSite = async (c: HttpContext): Promise<Response> => {
  const actor = requireAdmin(c.req.raw, c.env);
  const id = c.req.param("site") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("site_unknown");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const configuration = parse(SiteConfiguration, body, "configuration_invalid");
  if (configuration.exports.min_size < EXPORT_MIN_SIZE_FLOOR && c.env.CLOCK !== "manual") {
    throw new Refusal("configuration_invalid", {
      errors: [{ pointer: "/exports/min_size", reason: "too_small" }],
    });
  }
  await checkUses(c, id, configuration);
  await instanceObject(c.env).addSite(id);
  const { isNew, snapshot } = await siteObject(c.env, id).configure(
    id,
    configuration,
    shardDefaults(c.env),
    actor,
  );
  rememberSite(snapshot);
  return c.json({ id, ...configuration }, isNew ? 201 : 200);
};

/** `GET /v1/sites/{site}`. */
export const getSite = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json({ id: snapshot.id, ...snapshot.configuration });
};
