import { EpochMs } from "../../../schemas/text.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { emailAddress, phoneAddress } from "../../domain/identity/contact-address.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import type { Found, ProfileShardRpc } from "../../domain/rpc.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../context.ts";
import { contactOf, mappedVisitor } from "../identifiers.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "./audiences.ts";

/** A visitor leads to a contact, and a contact's other identifier to the contact. */
const HOPS_MAX = 4;

/** Reads a profile where it is now, following the pointers it left behind. */
const readFollowing = async <T>(
  c: HttpContext,
  { snapshot }: SiteContext,
  id: string,
  read: (shard: ProfileShardRpc, id: string) => Promise<Found<T>>,
): Promise<{ id: string; value: T }> => {
  let current = id;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const address = addressOf(current);
    if (address === null || !isInLayout(address, snapshot.layout)) break;
    const found = await read(shardOfProfile(c.env, snapshot.id, current), current);
    if (found.kind === "found") return { id: current, value: found.value };
    if (found.kind === "absent") break;
    current = found.to;
  }
  throw new Refusal("profile_unknown");
};

/** The id a query names: by our id, by the caller's own, or by address. */
const askedId = (c: HttpContext, { secrets, snapshot }: SiteContext): string => {
  const { visitor, anonymous_id, email, phone } = c.req.query();
  if (visitor !== undefined) return visitor;
  if (anonymous_id !== undefined) return mappedVisitor(anonymous_id, secrets, snapshot.layout);
  const address = email === undefined ? phoneAddress(phone ?? "") : emailAddress(email);
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

const askedMoment = (text: string | undefined, now: number): number => {
  if (text === undefined) return now;
  const at = EpochMs.safeParse(Number(text === "" ? Number.NaN : text));
  if (!at.success || at.data > now) throw new Refusal("query_invalid", { parameter: "at" });
  return at.data;
};

/** `GET /profiles/{id}/explain?audience=&at=`: which part of the rule said what, and from which events. */
export const explainProfile = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const audience = findAudience(site.snapshot, c.req.query("audience") ?? "").id;
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
