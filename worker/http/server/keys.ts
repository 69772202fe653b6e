import { CONFIGURATION_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { KeyRequest } from "../../../schemas/site.ts";
import { siteObject } from "../../configuration/objects.ts";
import { rememberSite } from "../../configuration/site-memo.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { Refusal } from "../refusal.ts";

/** `POST /keys`: the only answer that ever shows the key. */
export const createKey = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "admin");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { label, scopes } = parse(KeyRequest, body, "configuration_invalid");
  const written = await siteObject(c.env, snapshot.id).createKey(label, scopes, actor);
  if (written.kind !== "done") throw new Refusal("limit_reached");
  rememberSite(written.snapshot);
  return c.json(written.value, 201);
};

/** `GET /keys`. */
export const listKeys = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "admin");
  const keys = await siteObject(c.env, snapshot.id).listKeys();
  return c.json({
    keys: keys.map(({ id, label, scopes, createdAt }) => ({ id, label, scopes, created_at: createdAt })),
  });
};

/** `DELETE /keys/{id}`. */
export const deleteKey = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "admin");
  const written = await siteObject(c.env, snapshot.id).deleteKey(c.req.param("id") ?? "", actor);
  if (written.kind !== "done") throw new Refusal("key_unknown");
  rememberSite(written.snapshot);
  return c.body(null, 204);
};
