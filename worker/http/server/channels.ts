import { ChannelConfiguration } from "../../../schemas/channel.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { Slug } from "../../../schemas/text.ts";
import type { Environment } from "../../configuration/environment.ts";
import { siteObject } from "../../configuration/objects.ts";
import { rememberSite } from "../../configuration/site-memo.ts";
import { openChannelSecret, sealChannelSecret } from "../../crypto/channel-secret.ts";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { isPublicTarget } from "../../domain/channel/public-target.ts";
import type { SiteSnapshot, StoredChannel } from "../../domain/site-snapshot.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { askEveryShard } from "../every-shard.ts";
import { Refusal } from "../refusal.ts";

/** What an answer shows of a channel: all but its secret. */
const shown = ({ id, version, kind, url }: StoredChannel) => ({ id, version, kind, url });

export const findChannel = ({ channels }: SiteSnapshot, id: string): StoredChannel => {
  const channel = channels.find((candidate) => candidate.id === id);
  if (channel === undefined) throw new Refusal("channel_unknown");
  return channel;
};

/** Targets in the operator's own network, or without encryption, are for trying things out: only time can tell a test. */
const checkTarget = (url: string, env: Environment): void => {
  const isAllowed = URL.canParse(url) && (isPublicTarget(url) || env.CLOCK === "manual");
  if (isAllowed) return;
  throw new Refusal("configuration_invalid", { errors: [{ pointer: "/url", reason: "not_public" }] });
};

const isSame = (
  { id, url, sealedSecret }: StoredChannel,
  wanted: ChannelConfiguration,
  secrets: SiteSecrets,
): boolean => {
  if (url !== wanted.url) return false;
  try {
    return openChannelSecret(secrets.seal, id, sealedSecret) === wanted.secret;
  } catch {
    return false; // Sealed under a root secret that is no more: saving it again is how it comes back.
  }
};

/** `GET /channels`. */
export const listChannels = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json({ channels: snapshot.channels.map(shown) });
};

/** `GET /channels/{id}`. */
export const getChannel = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json(shown(findChannel(snapshot, c.req.param("id") ?? "")));
};

/** `PUT /channels/{id}`: a new version, unless nothing changed. What waits goes to the new address. */
export const putChannel = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets, actor } = await openSiteWithKey(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("channel_unknown");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const wanted = parse(ChannelConfiguration, body, "configuration_invalid");
  checkTarget(wanted.url, c.env);
  const known = snapshot.channels.find((channel) => channel.id === id);
  if (known !== undefined && isSame(known, wanted, secrets)) return c.json(shown(known));
  const { kind, url, secret } = wanted;
  const document = { kind, url, sealedSecret: sealChannelSecret(secrets.seal, id, secret) };
  const written = await siteObject(c.env, snapshot.id).putChannel(id, document, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind !== "done") throw new Refusal("site_unknown");
  rememberSite(written.snapshot);
  return c.json(shown(written.value), known === undefined ? 201 : 200);
};

/** `DELETE /channels/{id}`: what waited for it is dropped. */
export const deleteChannel = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const id = c.req.param("id") ?? "";
  const written = await siteObject(c.env, snapshot.id).deleteChannel(id, actor);
  if (written.kind === "in_use") throw new Refusal("channel_in_use");
  if (written.kind !== "done") throw new Refusal("channel_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askEveryShard(c.env, changed, (shard) => shard.forgetChannel(id));
  return c.body(null, 204);
};
