import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { type MergeAnswer, MergeRequest, type NamedContact } from "../../../../schemas/merge.ts";
import { shardObject, shardOfProfile, siteObject } from "../../../configuration/objects.ts";
import { randomDigits } from "../../../crypto/digest.ts";
import { pseudonymOf } from "../../../crypto/pseudonym.ts";
import { emailAddress } from "../../../domain/identity/contact-address.ts";
import { addressOfMerge, mergeId } from "../../../domain/identity/merge-id.ts";
import { addressOf, isContactId } from "../../../domain/identity/profile-id.ts";
import { isInLayout } from "../../../domain/identity/shard-layout.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { contactOf, phoneAt } from "../../events/identifiers.ts";
import { isOurs } from "../../shards/our-profile.ts";
import { Refusal } from "../../refusal.ts";

/** The id that a name stands for: whether anything is held under it is not asked. */
const namedId = (named: NamedContact, pointer: string, site: SiteContext): string => {
  const { secrets, snapshot } = site;
  if ("profile" in named) {
    if (!isOurs(named.profile, snapshot)) throw new Refusal("profile_unknown");
    return named.profile;
  }
  const address = "email" in named ? emailAddress(named.email) : phoneAt(site, named.phone);
  if (address === null) throw new Refusal("body_invalid", { errors: [{ pointer, reason: "is no address" }] });
  return contactOf(address, secrets, snapshot.layout);
};

/** The contact that an id leads to now. */
const contactBehind = async (c: HttpContext, { snapshot }: SiteContext, id: string): Promise<string> => {
  const lead = await shardOfProfile(c.env, snapshot.id, id).leadsTo(id);
  if (lead === null || !isContactId(lead.contact)) throw new Refusal("profile_unknown");
  return lead.contact;
};

/** Two names of one contact: because they were merged, or because they always were. */
const alreadyOne = async (c: HttpContext, { snapshot }: SiteContext, ids: string[]): Promise<Refusal> => {
  const merges = await Promise.all(
    ids.filter(isContactId).map((id) => shardOfProfile(c.env, snapshot.id, id).mergeOf(id)),
  );
  const merge = merges.find((id) => id !== null);
  return merge === undefined ? new Refusal("contact_same") : new Refusal("contact_merged", { merge });
};

/** `POST /contacts/merge`: an operator knows that two contacts are one person. */
export const mergeContacts = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "write");
  const { snapshot, secrets, actor } = site;
  const body = parse(MergeRequest, await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES), "body_invalid");
  const ids = [namedId(body.from, "/from", site), namedId(body.into, "/into", site)] as const;
  const from = await contactBehind(c, site, ids[0]);
  const into = await contactBehind(c, site, ids[1]);
  if (from === into) throw await alreadyOne(c, site, [...ids]);
  const merge = mergeId(addressOf(from)?.shard ?? 0, randomDigits());
  const merged = await shardOfProfile(c.env, snapshot.id, from).mergeContact(
    merge,
    from,
    into,
    snapshot.version,
  );
  if (merged.kind === "absent") throw new Refusal("profile_unknown");
  if (merged.kind === "conflict") throw new Refusal("contact_merged");
  const subject = pseudonymOf(secrets.pseudonym, from);
  await siteObject(c.env, snapshot.id).note(actor, "contact.merge", subject, merge);
  return c.json<MergeAnswer>({ contact: merged.contact, merge });
};

/** `DELETE /contacts/merges/{merge}`: they were two after all. */
export const unmergeContacts = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets, actor } = await openSiteWithKey(c, "write");
  const merge = c.req.param("merge") ?? "";
  const address = addressOfMerge(merge);
  if (address === null || !isInLayout(address, snapshot.layout)) throw new Refusal("merge_unknown");
  const unmerged = await shardObject(c.env, snapshot.id, address).unmergeContact(merge, snapshot.version);
  if (unmerged.kind === "unknown") throw new Refusal("merge_unknown");
  if (unmerged.kind === "expired") throw new Refusal("merge_expired");
  if (unmerged.kind === "covered") throw new Refusal("merge_covered");
  const subject = pseudonymOf(secrets.pseudonym, unmerged.contact);
  await siteObject(c.env, snapshot.id).note(actor, "contact.unmerge", subject, merge);
  return c.json<MergeAnswer>({ contact: unmerged.contact, merge });
};
