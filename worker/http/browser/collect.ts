import type { CollectAnswer } from "../../../schemas/collect.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { mayStoreHistory } from "../../domain/consent/effective.ts";
import { accountDomainIn } from "../../domain/identity/account-domain.ts";
import type { CollectOutcome, ProfileBatch } from "../../domain/rpc.ts";
import type { HttpContext, IdentifyingSite, SiteContext } from "../context.ts";
import { openSite } from "../context.ts";
import { deviceOf } from "../device.ts";
import { languageOf } from "../language.ts";
import { byIndex } from "../parse-event.ts";
import { requestRegion } from "../region.ts";
import { answerError } from "../answer-error.ts";
import { clearedVisitorCookie, hasVisitorCookie, visitorCookie, visitorOf } from "../visitor-cookie.ts";
import { mintVisitor, type Seed } from "./mint-visitor.ts";
import { corsHeaders, preflightHeaders, requireOrigin } from "./origin.ts";
import { type Beacon, readBeacon } from "./read-beacon.ts";

interface Collected {
  readonly answer: CollectAnswer;
  /** Whom the browser is from now on; null where it may not hold an id. */
  readonly visitor: string | null;
  /** The profile keeps a denial that is newer than the stamp. */
  readonly isDeniedInStore: boolean;
}

const NOTHING: CollectAnswer = { accepted: 0, duplicate: 0, rejected: [], dropped: [] };

const seedOf = ({ gated, resetToken }: Beacon): Seed | null => {
  if (resetToken !== undefined) return { kind: "reset", token: resetToken };
  const [first] = gated.events;
  return first === undefined ? null : { kind: "first_event", id: first.event.id };
};

/** Hands a gated beacon to the visitor's shard: one call, save where another contact sits at the browser. */
const store = async (
  c: HttpContext,
  beacon: Beacon,
  region: RequestRegion,
  site: SiteContext,
): Promise<Collected> => {
  const { snapshot, secrets } = site;
  const mayHoldId = mayStoreHistory(beacon.granted);
  const known = beacon.resetToken === undefined ? visitorOf(c.req.raw, snapshot.id, secrets) : null;
  const seed = seedOf(beacon);
  const mint = (from: Seed) => mintVisitor(from, region, snapshot, secrets, c.env);
  const visitor = known ?? (mayHoldId && seed !== null ? await mint(seed) : null);
  if (visitor === null) return { answer: NOTHING, visitor: null, isDeniedInStore: false };
  const isNews = beacon.gated.events.length > 0 || Object.keys(beacon.choices).length > 0;
  if (!isNews) return { answer: NOTHING, visitor, isDeniedInStore: false };
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
    isShared: false,
    claim: beacon.claim,
  };
  const send = async (sent: ProfileBatch): Promise<CollectOutcome> => {
    const shard = shardOfProfile(c.env, snapshot.id, sent.profile);
    const [outcome] = await shard.collect([sent], snapshot.version);
    if (outcome === undefined) throw new Error("a shard answers every batch");
    return outcome;
  };
  const outcome = await send(batch);
  const collected = (answer: CollectAnswer, owner: string): Collected => {
    const sent = batch.events.length;
    return { answer, visitor: owner, isDeniedInStore: sent > 0 && answer.dropped.length === sent };
  };
  if (outcome.kind === "done") return collected(outcome.answer, visitor);
  const fresh = await mint({ kind: "other_contact", visitor, contact: outcome.contact });
  const retried = await send({ ...batch, profile: fresh, isShared: true });
  if (retried.kind !== "done") throw new Error("a fresh visitor belongs to nobody");
  return collected(retried.answer, fresh);
};

const cookieFor = (
  request: Request,
  collected: Collected,
  beacon: Beacon,
  site: SiteContext,
): string | null => {
  const { snapshot, secrets } = site;
  if (mayStoreHistory(beacon.granted) && !collected.isDeniedInStore) {
    if (collected.visitor === null) return null;
    return visitorCookie(request, snapshot.id, collected.visitor, secrets, beacon.rule.cookie_days);
  }
  const { analytics_storage, ad_storage } = beacon.choices;
  const isDenied =
    collected.isDeniedInStore || analytics_storage?.state === "denied" || ad_storage?.state === "denied";
  return isDenied && hasVisitorCookie(request, snapshot.id) ? clearedVisitorCookie(snapshot.id) : null;
};

const answerBeacon = async (c: HttpContext, site: IdentifyingSite): Promise<Response> => {
  const region = requestRegion(c.req.raw, c.env);
  const beacon = await readBeacon(c.req.raw, region, site);
  const collected = await store(c, beacon, region, site);
  const { accepted, duplicate, rejected, dropped } = collected.answer;
  const answer: CollectAnswer = {
    accepted,
    duplicate,
    rejected: [...beacon.rejected, ...rejected].toSorted(byIndex),
    dropped: [...beacon.gated.dropped, ...dropped].toSorted(byIndex),
  };
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  const cookie = cookieFor(c.req.raw, collected, beacon, site);
  if (cookie !== null) headers.set("set-cookie", cookie);
  return new Response(JSON.stringify(answer), { headers });
};

/** `POST /h/{site}/e`. Refusals too may be read by the page: a snippet that cannot read them would retry for ever. */
export const collect = async (c: HttpContext, freeMailDomains: ReadonlySet<string>): Promise<Response> => {
  const site = { ...(await openSite(c)), freeMailDomains };
  const origin = requireOrigin(c.req.raw, site.snapshot);
  const response = await answerBeacon(c, site).catch(answerError);
  for (const [name, value] of Object.entries(corsHeaders(origin))) response.headers.set(name, value);
  return response;
};

/** `OPTIONS` of the browser's routes, for senders that use another content type than `text/plain`. */
export const preflight = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSite(c);
  return new Response(null, { status: 204, headers: preflightHeaders(requireOrigin(c.req.raw, snapshot)) });
};
