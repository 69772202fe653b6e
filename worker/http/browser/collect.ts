import type { CollectAnswer } from "../../../schemas/collect.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { mayStoreHistory } from "../../domain/consent/effective.ts";
import { signalFaults } from "../../domain/consent/signals/hear.ts";
import { botSignalOf } from "../sender/bot-signal.ts";
import type { HttpContext, IdentifyingSite, SiteContext } from "../context.ts";
import { openSite } from "../context.ts";
import { byIndex } from "../events/parse-event.ts";
import { requestRegion } from "../sender/region.ts";
import { subscriptionBatch } from "../events/subscription.ts";
import { meterEvents } from "../events/usage.ts";
import { clearedVisitorCookie, hasVisitorCookie, visitorCookie } from "../sender/visitor-cookie.ts";
import { admitAddress } from "./address-guard.ts";
import { answerOrigin, preflightHeaders, refuseOrigin, requireOrigin } from "./origin.ts";
import { type Beacon, readBeacon } from "./read-beacon.ts";
import { type Collected, type Sender, storeBeacon } from "./store-beacon.ts";

/** Whoever refused to be remembered and asks for messages is a contact, and no visitor. */
const subscribe = async (
  c: HttpContext,
  { subscription, choices, evidence }: Beacon,
  { region, bot }: Sender,
  { snapshot }: SiteContext,
): Promise<void> => {
  if (subscription === null) return;
  const batch = { ...subscriptionBatch(subscription, { choices, region, evidence }), bot };
  await shardOfProfile(c.env, snapshot.id, batch.profile).collect([batch], snapshot.version);
};

const cookieFor = (
  request: Request,
  collected: Collected,
  beacon: Beacon,
  site: SiteContext,
): string | null => {
  const { snapshot, secrets } = site;
  if (mayStoreHistory(beacon.granted) && !collected.mustForget) {
    if (collected.visitor === null) return null;
    return visitorCookie(request, snapshot.id, collected.visitor, secrets, beacon.rule.cookie_days);
  }
  const { analytics_storage, ad_storage } = beacon.choices;
  const isDenied =
    collected.mustForget || analytics_storage?.state === "denied" || ad_storage?.state === "denied";
  return isDenied && hasVisitorCookie(request, snapshot.id) ? clearedVisitorCookie(snapshot.id) : null;
};

const answerBeacon = async (c: HttpContext, site: IdentifyingSite, origin: string): Promise<Response> => {
  const charge = admitAddress(c, site);
  const region = requestRegion(c.req.raw, c.env);
  const beacon = await readBeacon(c.req.raw, region, site);
  charge(beacon.gated.events.length - 1);
  const bot = botSignalOf(c.req.raw, c.env, site.snapshot.configuration.guards.bots);
  const sender: Sender = { region, bot };
  const collected = await storeBeacon(c, beacon, sender, site);
  await subscribe(c, beacon, sender, site);
  meterEvents(c, site, collected.answer.accepted, bot !== null);
  const { accepted, duplicate, rejected, dropped } = collected.answer;
  const answer: CollectAnswer = {
    accepted: accepted + beacon.subscribed,
    duplicate,
    rejected: [...beacon.rejected, ...rejected].toSorted(byIndex),
    dropped: [...beacon.gated.dropped, ...dropped].toSorted(byIndex),
    ...signalFaults(beacon.evidence?.signals ?? []),
  };
  const response = answerOrigin(origin, answer);
  const cookie = cookieFor(c.req.raw, collected, beacon, site);
  if (cookie !== null) response.headers.set("set-cookie", cookie);
  return response;
};

/** `POST /h/{site}/e` */
export const collect = async (c: HttpContext, freeMailDomains: ReadonlySet<string>): Promise<Response> => {
  const site = { ...(await openSite(c)), freeMailDomains };
  const origin = requireOrigin(c.req.raw, site.snapshot);
  return answerBeacon(c, site, origin).catch((error: unknown) => refuseOrigin(origin, error));
};

/** `OPTIONS` of the browser's routes, for senders that use another content type than `text/plain`. */
export const preflight = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSite(c);
  return new Response(null, { status: 204, headers: preflightHeaders(requireOrigin(c.req.raw, snapshot)) });
};
