import type { BotSignal } from "../../../schemas/bot.ts";
import type { CollectAnswer } from "../../../schemas/collect.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { mayStoreHistory } from "../../domain/consent/effective.ts";
import { signalFaults } from "../../domain/consent/signals/hear.ts";
import { accountDomainIn } from "../../domain/identity/account-domain.ts";
import { sinceErasure } from "../../domain/privacy/since-erasure.ts";
import { withdrawalIn } from "../../domain/batch-parts.ts";
import type { CollectOutcome, ProfileBatch } from "../../domain/rpc.ts";
import { botSignalOf } from "../bot-signal.ts";
import { browserFactsOf } from "../browser-facts.ts";
import type { HttpContext, IdentifyingSite, SiteContext } from "../context.ts";
import { openSite } from "../context.ts";
import { deviceOf } from "../device.ts";
import { languageOf } from "../language.ts";
import { byIndex } from "../parse-event.ts";
import { Refusal } from "../refusal.ts";
import { requestRegion } from "../region.ts";
import { kindsIn } from "../identifiers.ts";
import { meterEvents, quotaRefusal } from "../usage.ts";
import { clearedVisitorCookie, hasVisitorCookie, visitorCookie, visitorOf } from "../visitor-cookie.ts";
import { admitAddress } from "./address-guard.ts";
import { mintVisitor, type Seed } from "./mint-visitor.ts";
import { answerOrigin, preflightHeaders, refuseOrigin, requireOrigin } from "./origin.ts";
import { type Beacon, readBeacon } from "./read-beacon.ts";
import { subscriptionBatch } from "../subscription.ts";

interface Collected {
  readonly answer: CollectAnswer;
  /** Whom the browser is from now on; null where it may not hold an id. */
  readonly visitor: string | null;
  /** The profile keeps a denial that is newer than the stamp, or was erased. */
  readonly mustForget: boolean;
}

const NOTHING: CollectAnswer = { accepted: 0, duplicate: 0, rejected: [], dropped: [] };

const seedOf = ({ gated, resetToken }: Beacon): Seed | null => {
  if (resetToken !== undefined) return { kind: "reset", token: resetToken };
  const [first] = gated.events;
  return first === undefined ? null : { kind: "first_event", id: first.event.id };
};

const collectedFor = (answer: CollectAnswer, visitor: string | null, sent: number): Collected => ({
  answer,
  visitor,
  mustForget: sent > 0 && answer.dropped.length === sent,
});

/** A browser that was erased and began anew, and was erased again: it has to begin without its old cookie. */
const allErased = ({ events }: ProfileBatch): CollectAnswer => ({
  ...NOTHING,
  dropped: events.map(({ index }) => ({ index, reason: "erased" })),
});

/** What the request tells of whoever sent it. */
interface Sender {
  readonly region: RequestRegion;
  readonly bot: BotSignal | null;
}

/** Hands a gated beacon to the visitor's shard: one call, save where another contact sits at the browser. */
const store = async (
  c: HttpContext,
  beacon: Beacon,
  { region, bot }: Sender,
  site: SiteContext,
): Promise<Collected> => {
  const { snapshot, secrets } = site;
  const mayHoldId = mayStoreHistory(beacon.granted);
  const known = beacon.resetToken === undefined ? visitorOf(c.req.raw, snapshot.id, secrets) : null;
  const seed = seedOf(beacon);
  const mint = (from: Seed) => mintVisitor(from, region, snapshot, secrets, c.env);
  const refusal = quotaRefusal(c, site, beacon.gated.events.length, known === null);
  if (refusal !== null && known === null) throw refusal;
  const visitor = known ?? (mayHoldId && seed !== null ? await mint(seed) : null);
  if (visitor === null) return { answer: NOTHING, visitor: null, mustForget: false };
  const isNews = beacon.gated.events.length > 0 || Object.keys(beacon.choices).length > 0;
  if (!isNews) return { answer: NOTHING, visitor, mustForget: false };
  const batch: ProfileBatch = {
    profile: visitor,
    events: beacon.gated.events,
    choices: beacon.choices,
    region,
    device: deviceOf(c.req.raw),
    language: languageOf(c.req.raw),
    accountDomain: accountDomainIn(beacon.claim?.identifiers ?? []),
    gpc: beacon.gpc,
    isOwnConsent: true,
    evidence: beacon.evidence,
    bot,
    isShared: false,
    linkedBy: null,
    isVouched: false,
    named: kindsIn(beacon.claim),
    claim: beacon.claim,
    ...browserFactsOf(c.req.raw, beacon.gated.events, snapshot),
  };
  const send = async (sent: ProfileBatch): Promise<CollectOutcome> => {
    const shard = shardOfProfile(c.env, snapshot.id, sent.profile);
    const outcome = await shard.collectBeacon(sent, snapshot.version);
    if (outcome.kind === "limited") throw new Refusal("profile_limited", {}, outcome.retryAfterS);
    return outcome;
  };
  if (refusal !== null) {
    const withdrawal = withdrawalIn(batch);
    if (withdrawal !== null) await send(withdrawal);
    throw refusal;
  }
  const sent = batch.events.length;
  const outcome = await send(batch);
  if (outcome.kind === "done") return collectedFor(outcome.answer, visitor, sent);
  if (outcome.kind === "erased") {
    const { batch: since, dropped } = sinceErasure(batch, outcome.at);
    const answer = { ...NOTHING, dropped: [...dropped] };
    if (since.events.length === 0) return { answer, visitor: null, mustForget: true };
    // Whoever goes on after an erasure is somebody new.
    const fresh = await mint({ kind: "erased", visitor, at: outcome.at });
    const retried = await send({ ...since, profile: fresh });
    if (retried.kind !== "done") return { answer: allErased(batch), visitor: null, mustForget: true };
    const { answer: kept } = retried;
    return collectedFor({ ...kept, dropped: [...dropped, ...kept.dropped] }, fresh, sent);
  }
  const fresh = await mint({ kind: "other_contact", visitor, contact: outcome.contact });
  const retried = await send({ ...batch, profile: fresh, isShared: true });
  if (retried.kind === "other_contact") throw new Error("a fresh visitor belongs to nobody");
  if (retried.kind === "erased") return { answer: allErased(batch), visitor: null, mustForget: true };
  return collectedFor(retried.answer, fresh, sent);
};

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
  const collected = await store(c, beacon, { region, bot }, site);
  await subscribe(c, beacon, { region, bot }, site);
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
