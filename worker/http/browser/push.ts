import { PUSH_BODY_MAX_BYTES } from "../../../schemas/limits-outreach.ts";
import { PushRequest } from "../../../schemas/push.ts";
import { isTrial } from "../../configuration/environment.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { sha256Hex } from "../../crypto/digest.ts";
import { sealSubscription, subscriptionId } from "../../crypto/push-subscription.ts";
import { isPushKey } from "../../crypto/web-push.ts";
import { isPublicTarget } from "../../domain/channel/public-target.ts";
import { pushKeyOf } from "../../domain/channel/push-key.ts";
import type { PushSubscriber } from "../../domain/outreach/outreach.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { isKnown } from "../if-none-match.ts";
import { Refusal } from "../refusal.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";
import { admitAddress } from "./address-guard.ts";
import { corsHeaders, refuseOrigin, requireOrigin } from "./origin.ts";
import type { SnippetBundle } from "./snippet.ts";

type Subscription = Extract<PushRequest, { subscription: object }>["subscription"];

const invalid = (pointer: string, reason: string): Refusal =>
  new Refusal("body_invalid", { errors: [{ pointer: `/subscription/${pointer}`, reason }] });

/** What is kept of a subscription. Addresses in the operator's own network are for trying things out. */
const subscriberOf = (
  c: HttpContext,
  { endpoint, keys }: Subscription,
  { snapshot, secrets, now }: SiteContext,
): PushSubscriber => {
  if (pushKeyOf(snapshot.channels) === null) throw new Refusal("channel_unknown");
  if (!isTrial(c.env) && !isPublicTarget(endpoint)) throw invalid("endpoint", "not_public");
  if (!isPushKey(keys.p256dh)) throw invalid("keys/p256dh", "not_a_point");
  const id = subscriptionId(secrets.pepper, endpoint);
  return { id, sealed: sealSubscription(secrets.seal, id, { endpoint, ...keys }), at: now };
};

const keep = async (c: HttpContext, site: SiteContext): Promise<void> => {
  admitAddress(c, site);
  const { snapshot, secrets } = site;
  const body = parse(PushRequest, await readJson(c.req.raw, PUSH_BODY_MAX_BYTES), "body_invalid");
  const subscriber = "gone" in body ? null : subscriberOf(c, body.subscription, site);
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  if (visitor === null) throw new Refusal("visitor_missing");
  const id = "gone" in body ? subscriptionId(secrets.pepper, body.endpoint) : (subscriber?.id ?? "");
  const shard = shardOfProfile(c.env, snapshot.id, visitor);
  const isDone = await shard.keepPush(visitor, id, subscriber, snapshot.version);
  if (!isDone) throw new Refusal("consent_missing");
};

/** `POST /h/{site}/s`: a browser takes push messages, or does not any more. */
export const keepSubscription = async (c: HttpContext): Promise<Response> => {
  const site = await openSite(c);
  const origin = requireOrigin(c.req.raw, site.snapshot);
  try {
    await keep(c, site);
    return new Response(null, {
      status: 204,
      headers: { "cache-control": "no-store", ...corsHeaders(origin) },
    });
  } catch (error) {
    return refuseOrigin(origin, error);
  }
};

/** `GET /h/{site}/sw.js`: what shows push messages. Its place allows it nothing outside `/h/{site}/`. */
export const serveServiceWorker = async (c: HttpContext, bundle: SnippetBundle): Promise<Response> => {
  const { snapshot } = await openSite(c);
  const key = pushKeyOf(snapshot.channels);
  if (key === null) throw new Refusal("channel_unknown");
  const script = bundle.wrapServiceWorker(JSON.stringify({ key }));
  const etag = `"${sha256Hex(script).slice(0, 20)}"`;
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    etag,
  };
  if (isKnown(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(script, { headers });
};
