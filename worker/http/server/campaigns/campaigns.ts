import { CampaignDefinition } from "../../../../schemas/campaign.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { Slug } from "../../../../schemas/text.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { faultsOf } from "../../../domain/audience/definition/faults.ts";
import type { SiteSnapshot, StoredCampaign } from "../../../domain/site-snapshot.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { Refusal } from "../../refusal.ts";

const shown = ({ id, version, definition }: StoredCampaign) => ({ id, version, ...definition });

export const findCampaign = ({ campaigns }: SiteSnapshot, id: string): StoredCampaign => {
  const campaign = campaigns.find((candidate) => candidate.id === id);
  if (campaign === undefined) throw new Refusal("campaign_unknown");
  return campaign;
};

/** Faults of caps and contents lie inside of unions: they are told where they are in the form that was meant. */
const parseCampaign = (body: unknown): CampaignDefinition => {
  const result = CampaignDefinition.safeParse(body);
  if (result.success) return result.data;
  throw new Refusal("configuration_invalid", { errors: faultsOf(result.error, body) });
};

/** `GET /campaigns`. */
export const listCampaigns = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json({ campaigns: snapshot.campaigns.map(shown) });
};

/** `GET /campaigns/{id}`. */
export const getCampaign = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json(shown(findCampaign(snapshot, c.req.param("id") ?? "")));
};

/** `PUT /campaigns/{id}`: a new version, unless nothing changed. No profile is evaluated again for it. */
export const putCampaign = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("campaign_unknown");
  const definition = parseCampaign(await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES));
  const isNew = snapshot.campaigns.every((campaign) => campaign.id !== id);
  const written = await siteObject(c.env, snapshot.id).putCampaign(id, definition, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind === "refused") throw new Refusal("configuration_invalid", { errors: written.errors });
  if (written.kind !== "done") throw new Refusal("site_unknown");
  rememberSite(written.snapshot);
  return c.json(shown(written.value), isNew ? 201 : 200);
};

/** `DELETE /campaigns/{id}`. */
export const deleteCampaign = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const written = await siteObject(c.env, snapshot.id).deleteCampaign(c.req.param("id") ?? "", actor);
  if (written.kind !== "done") throw new Refusal("campaign_unknown");
  rememberSite(written.snapshot);
  return c.body(null, 204);
};
