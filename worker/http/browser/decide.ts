import {
  ConfirmRequest,
  type ConfirmAnswer,
  type DecideAnswer,
  DecideRequest,
} from "../../../schemas/decide.ts";
import { COLLECT_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import type { Spectator } from "../../domain/decide-rpc.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { hasGlobalPrivacyControl } from "../sender/region.ts";
import { reservationOf, signReservations } from "../reservation.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";
import { admitAddress } from "./address-guard.ts";
import { answerOrigin, refuseOrigin, requireOrigin } from "./origin.ts";
import { type Consenting, readChoices } from "./read-consent.ts";

/** Whether a request takes back what may be stored: it can only take away, because it may come from an old page. */
const deniesAds = (c: HttpContext, body: Partial<DecideRequest>, site: SiteContext): boolean => {
  const { sent_at = site.now, consent = {} } = body;
  const stated: Consenting = { ...body, sent_at, consent };
  const { choices, evidence } = readChoices(c.req.raw, stated, site);
  const { ad_storage: choice } = choices;
  if (choice !== undefined) return choice.state === "denied";
  return evidence?.unasked.ad_storage === "denied";
};

const answerDecision = async (c: HttpContext, site: SiteContext): Promise<DecideAnswer> => {
  const { snapshot, secrets, now } = site;
  const body = parse(DecideRequest, await readJson(c.req.raw, COLLECT_BODY_MAX_BYTES), "body_invalid");
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  const { placements = [], audiences: wantsAudiences = false } = body;
  const isDenied = deniesAds(c, body, site);
  const named = (audiences: readonly string[]) => (wantsAudiences ? { audiences: [...audiences] } : {});
  if (visitor === null) {
    // Nobody known is in no audience, and what is capped needs somebody to count for.
    const none = isDenied ? "no_consent" : "no_campaign";
    return { decisions: placements.map((placement) => ({ placement, none })), ...named([]), now };
  }
  const gpc = hasGlobalPrivacyControl(c.req.raw) || body.gpc === true;
  const call = { profile: visitor, browser: visitor, isDenied, gpc, placements, wantsAudiences };
  const decided = await shardOfProfile(c.env, snapshot.id, visitor).decide(call, snapshot.version);
  const decisions = signReservations(decided.decisions, visitor, secrets);
  return { decisions, ...named(decided.audiences), now: decided.now };
};

const answerConfirmation = async (c: HttpContext, site: SiteContext): Promise<ConfirmAnswer> => {
  const { snapshot, secrets } = site;
  const body = parse(ConfirmRequest, await readJson(c.req.raw, COLLECT_BODY_MAX_BYTES), "body_invalid");
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  const id = reservationOf(body.reservation, visitor, secrets);
  if (visitor === null) throw new Refusal("reservation_foreign");
  const spectator: Spectator = {
    profile: visitor,
    browser: visitor,
    isDenied: deniesAds(c, {}, site),
    gpc: hasGlobalPrivacyControl(c.req.raw),
  };
  const shard = shardOfProfile(c.env, snapshot.id, visitor);
  const outcome = await shard.confirm({ ...spectator, id, state: body.state }, snapshot.version);
  if (outcome.kind === "over") throw new Refusal("reservation_over");
  return { counted: outcome.counted, expires_at: outcome.expiresAt };
};

const answer =
  <T extends object>(make: (c: HttpContext, site: SiteContext) => Promise<T>) =>
  async (c: HttpContext): Promise<Response> => {
    const site = await openSite(c);
    const origin = requireOrigin(c.req.raw, site.snapshot);
    try {
      admitAddress(c, site);
      return answerOrigin(origin, await make(c, site));
    } catch (error) {
      return refuseOrigin(origin, error);
    }
  };

/** `POST /h/{site}/d`: what to show in the placements of a page. */
export const decide = answer(answerDecision);

/** `POST /h/{site}/c`: what became of it. */
export const confirm = answer(answerConfirmation);
