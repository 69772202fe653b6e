import {
  type ConfirmAnswer,
  type DecideAnswer,
  ServerConfirmRequest,
  ServerDecideRequest,
} from "../../../../schemas/decide.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { shardOfProfile } from "../../../configuration/objects.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { mappedVisitor } from "../../events/identifiers.ts";
import { isOurs } from "../../shards/our-profile.ts";
import { Refusal } from "../../refusal.ts";
import { reservationOf, signReservations } from "../../reservation.ts";

/** Whom a server means: exactly one name, and a visitor of this site. */
const visitorIn = (
  { visitor, anonymous_id }: Pick<ServerDecideRequest, "visitor" | "anonymous_id">,
  { secrets, snapshot }: SiteContext,
): string => {
  if ((visitor === undefined) === (anonymous_id === undefined)) {
    throw new Refusal("body_invalid", { errors: [{ pointer: "/visitor", reason: "exactly_one" }] });
  }
  const id = visitor ?? mappedVisitor(anonymous_id ?? "", secrets, snapshot.layout);
  if (!isOurs(id, snapshot, "visitor")) throw new Refusal("profile_unknown");
  return id;
};

/** `POST /v1/sites/{site}/decide`. */
export const decideForServer = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "decide");
  const raw = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const body = parse(ServerDecideRequest, raw, "body_invalid");
  const profile = visitorIn(body, site);
  const { placements } = body;
  const call = { profile, browser: null, isDenied: false, gpc: null, placements, wantsAudiences: false };
  const { snapshot } = site;
  const decided = await shardOfProfile(c.env, snapshot.id, profile).decide(call, snapshot.version);
  const decisions = signReservations(decided.decisions, profile, site.secrets);
  return c.json<DecideAnswer>({ decisions, now: decided.now });
};

/** `POST /v1/sites/{site}/confirm`. */
export const confirmForServer = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "decide");
  const raw = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const body = parse(ServerConfirmRequest, raw, "body_invalid");
  const profile = visitorIn(body, site);
  const id = reservationOf(body.reservation, profile, site.secrets);
  const call = { profile, browser: null, isDenied: false, gpc: null, id, state: body.state };
  const { snapshot } = site;
  const outcome = await shardOfProfile(c.env, snapshot.id, profile).confirm(call, snapshot.version);
  if (outcome.kind === "over") throw new Refusal("reservation_over");
  return c.json<ConfirmAnswer>({ counted: outcome.counted, expires_at: outcome.expiresAt });
};
