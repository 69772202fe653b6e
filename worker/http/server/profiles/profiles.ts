import { BotRequest } from "../../../../schemas/bot.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { EpochMs } from "../../../../schemas/text.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { pseudonymOf } from "../../../crypto/pseudonym.ts";
import { emailAddress } from "../../../domain/identity/contact-address.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { contactOf, mappedVisitor, phoneAt } from "../../events/identifiers.ts";
import { Refusal } from "../../refusal.ts";
import { readFollowing } from "./follow-profile.ts";
import { findAudience } from "../../find-audience.ts";

/** The id a query names: by our id, by the caller's own, or by address. */
const askedId = (c: HttpContext, site: SiteContext): string => {
  const { secrets, snapshot } = site;
  const { visitor, anonymous_id, email, phone } = c.req.query();
  if (visitor !== undefined) return visitor;
  if (anonymous_id !== undefined) return mappedVisitor(anonymous_id, secrets, snapshot.layout);
  const address = email === undefined ? phoneAt(site, phone ?? "") : emailAddress(email);
  if (address === null) throw new Refusal("query_invalid");
  return contactOf(address, secrets, snapshot.layout);
};

/** `GET /profiles/lookup`. */
export const lookupProfile = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const { version } = site.snapshot;
  const { value } = await readFollowing(c, site, askedId(c, site), (shard, id) => shard.view(id, version));
  return c.json({ profile: value.profile, kind: value.kind });
};

/** `GET /profiles/{id}`. */
export const getProfile = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const { version } = site.snapshot;
  const { value } = await readFollowing(c, site, c.req.param("id") ?? "", (shard, id) =>
    shard.view(id, version),
  );
  return c.json(value);
};

/** `PUT /profiles/{id}/bot`: the operator knows better than the browser whether it is one. */
export const putBotMark = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "write");
  const { snapshot, secrets, actor } = site;
  const { bot } = parse(BotRequest, await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES), "body_invalid");
  const mark = bot ? "operator" : "cleared";
  const { id, value } = await readFollowing(c, site, c.req.param("id") ?? "", (shard, profile) =>
    shard.markBot(profile, mark, snapshot.version),
  );
  const subject = pseudonymOf(secrets.pseudonym, id);
  await siteObject(c.env, snapshot.id).note(actor, "profile.bot", subject, value);
  return c.json({ profile: id, bot: value });
};

const askedMoment = (text: string | undefined, now: number): number => {
  if (text === undefined) return now;
  const at = EpochMs.safeParse(Number(text === "" ? Number.NaN : text));
  if (!at.success || at.data > now) throw new Refusal("query_invalid", { parameter: "at" });
  return at.data;
};

/** `GET /profiles/{id}/explain?audience=&at=`: which part of the rule said what, and from which events. */
export const explainProfile = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const audience = findAudience(site.snapshot, c.req.query("audience") ?? "", site.limits).id;
  const at = askedMoment(c.req.query("at"), site.now);
  const { id, value } = await readFollowing(c, site, c.req.param("id") ?? "", (shard, profile) =>
    shard.explain(profile, audience, at, site.snapshot.version),
  );
  if (value === null) throw new Refusal("audience_unknown");
  return c.json({ profile: id, audience, at, ...value });
};

/** `GET /profiles/{id}/audiences`. */
export const getProfileAudiences = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const { version } = site.snapshot;
  const { id, value } = await readFollowing(c, site, c.req.param("id") ?? "", (shard, profile) =>
    shard.standings(profile, version),
  );
  return c.json({ profile: id, now: site.now, audiences: value });
};
