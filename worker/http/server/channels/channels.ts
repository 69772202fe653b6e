import { ChannelConfiguration } from "../../../../schemas/channel.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { Slug } from "../../../../schemas/text.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { openChannelSecrets, sealChannelSecrets } from "../../../crypto/channel-secret.ts";
import type { SiteSecrets } from "../../../crypto/site-secrets.ts";
import { type ChannelSecrets, partsOf, withKeptSecrets } from "../../../domain/channel/channel-parts.ts";
import type { SiteSnapshot, StoredChannel } from "../../../domain/site-snapshot.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteAsSaved, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { checkTarget } from "./channel-target.ts";
import { withVapidKeys } from "./vapid-keys.ts";

/** What an answer shows of a channel: all but its secrets. */
const shown = ({ id, version, settings }: StoredChannel) => ({ id, version, ...settings });

export const findChannel = ({ channels }: SiteSnapshot, id: string): StoredChannel => {
  const channel = channels.find((candidate) => candidate.id === id);
  if (channel === undefined) throw new Refusal("channel_unknown");
  return channel;
};

const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === "object" && body !== null && !Array.isArray(body);

/** The secrets of a channel that is saved again. Null where there is none, or they were sealed under a root secret that is no more. */
const secretsBefore = (known: StoredChannel | undefined, { seal }: SiteSecrets): ChannelSecrets | null =>
  known === undefined ? null : openChannelSecrets(seal, known.id, known.sealed);

const readConfiguration = (
  body: unknown,
  known: StoredChannel | undefined,
  before: ChannelSecrets | null,
): ChannelConfiguration => {
  const whole =
    known !== undefined && isObject(body) ? withKeptSecrets(body, known.settings, before ?? {}) : body;
  return withVapidKeys(parse(ChannelConfiguration, whole, "configuration_invalid"));
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

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
  const { snapshot, secrets: keys, actor } = await openSiteAsSaved(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("channel_unknown");
  const known = snapshot.channels.find((channel) => channel.id === id);
  const before = secretsBefore(known, keys);
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const wanted = readConfiguration(body, known, before);
  checkTarget(wanted, c.env);
  const { settings, secrets } = partsOf(wanted);
  if (known !== undefined && isSame(known.settings, settings) && isSame(before, secrets)) {
    return c.json(shown(known));
  }
  const document = { settings, sealed: sealChannelSecrets(keys.seal, id, secrets) };
  const written = await siteObject(c.env, snapshot.id).putChannel(id, document, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind === "in_use") throw new Refusal("channel_in_use");
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
