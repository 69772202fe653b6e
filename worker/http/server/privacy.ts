import { CONFIGURATION_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { SubjectRequest } from "../../../schemas/privacy.ts";
import { shardObject, siteObject } from "../../configuration/objects.ts";
import { pseudonymOf } from "../../crypto/pseudonym.ts";
import { emailAddress } from "../../domain/identity/contact-address.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import { addressOfReceipt } from "../../domain/privacy/receipt-id.ts";
import { parse, readJson } from "../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../context.ts";
import { contactOf, mappedVisitor, phoneAt } from "../identifiers.ts";
import { accessSubject, eraseSubject } from "../privacy/subject.ts";
import { Refusal } from "../refusal.ts";

const unreadable = (pointer: string): Refusal =>
  new Refusal("body_invalid", { errors: [{ pointer, reason: "is no address or id" }] });

/** The id that a request names: whether anything is held under it is not asked. */
const namedProfile = (asked: SubjectRequest, site: SiteContext): string => {
  const { secrets, snapshot } = site;
  if ("visitor" in asked) {
    const address = addressOf(asked.visitor);
    if (address?.kind !== "visitor" || !isInLayout(address, snapshot.layout)) throw unreadable("/visitor");
    return asked.visitor;
  }
  if ("anonymous_id" in asked) return mappedVisitor(asked.anonymous_id, secrets, snapshot.layout);
  const [address, pointer] =
    "email" in asked ? [emailAddress(asked.email), "/email"] : [phoneAt(site, asked.phone), "/phone"];
  if (address === null) throw unreadable(pointer);
  return contactOf(address, secrets, snapshot.layout);
};

const readSubject = async (c: HttpContext, site: SiteContext): Promise<string> =>
  namedProfile(
    parse(SubjectRequest, await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES), "body_invalid"),
    site,
  );

const NOT_STORED = { "cache-control": "no-store" };

/** `POST /privacy/access`: one bundle with everything held; empty where nothing is. The audit says who asked. */
export const accessPrivacy = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "privacy");
  const profile = await readSubject(c, site);
  const bundle = await accessSubject(c, site, profile, "operator");
  const subject = pseudonymOf(site.secrets.pseudonym, profile);
  await siteObject(c.env, site.snapshot.id).note(site.actor, "privacy.access", subject, "");
  return c.json(bundle, 200, NOT_STORED);
};

/** `POST /privacy/erase`: 202 with the receipt. */
export const erasePrivacy = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "privacy");
  return c.json(await eraseSubject(c, site, await readSubject(c, site), site.actor), 202, NOT_STORED);
};

/** `GET /privacy/receipts/{receipt}`. */
export const getReceipt = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "privacy");
  const id = c.req.param("receipt") ?? "";
  const address = addressOfReceipt(id);
  const isOurs = address !== null && isInLayout(address, snapshot.layout);
  const receipt = isOurs ? await shardObject(c.env, snapshot.id, address).receipt(id) : null;
  if (receipt === null) throw new Refusal("receipt_unknown");
  return c.json(receipt, 200, NOT_STORED);
};
