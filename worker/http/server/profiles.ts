import { shardOfProfile } from "../../configuration/objects.ts";
import { emailAddress, phoneAddress } from "../../domain/identity/contact-address.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import type { Found, ProfileShardRpc } from "../../domain/rpc.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../context.ts";
import { contactOf, mappedVisitor } from "../identifiers.ts";
import { Refusal } from "../refusal.ts";

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

/** `GET /profiles/{id}/audiences`. */
export const getProfileAudiences = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "read");
  const { version } = site.snapshot;
  const { id, value } = await readFollowing(c, site, c.req.param("id") ?? "", (shard, profile) =>
    shard.standings(profile, version),
  );
  return c.json({ profile: id, now: site.now, audiences: value });
};
