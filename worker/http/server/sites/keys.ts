import { KeyRequest, RotationRequest } from "../../../../schemas/key.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { Refusal } from "../../refusal.ts";

/** `POST /keys`: the only answer that ever shows the key. */
export const createKey = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "admin");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const request = parse(KeyRequest, body, "configuration_invalid");
  const written = await siteObject(c.env, snapshot.id).createKey(request, actor);
  if (written.kind !== "done") throw new Refusal("limit_reached");
  rememberSite(written.snapshot);
  return c.json(written.value, 201);
};

/** `POST /keys/{id}/rotate`: a second key with the same rights, so that whoever holds the first can change over. */
export const rotateKey = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "admin");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const request = parse(RotationRequest, body, "configuration_invalid");
  const rotation = await siteObject(c.env, snapshot.id).rotateKey(c.req.param("id") ?? "", request, actor);
  if (rotation.kind === "rotating") throw new Refusal("key_rotating");
  if (rotation.kind === "limit") throw new Refusal("limit_reached");
  if (rotation.kind !== "done") throw new Refusal("key_unknown");
  rememberSite(rotation.snapshot);
  return c.json(rotation.value, 201);
};

/** `GET /keys`: those that were not revoked, without the keys themselves. */
export const listKeys = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "admin");
  const keys = await siteObject(c.env, snapshot.id).listKeys();
  return c.json({
    keys: keys.map(({ id, label, scopes, createdAt, limits, expiresAt, chain }) => ({
      id,
      label,
      scopes,
      created_at: createdAt,
      ...limits,
      expires_at: expiresAt,
      chain,
    })),
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
