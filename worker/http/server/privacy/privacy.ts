import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { SubjectRequest } from "../../../../schemas/privacy.ts";
import { shardObject, siteObject } from "../../../configuration/objects.ts";
import { pseudonymOf } from "../../../crypto/pseudonym.ts";
import { isInLayout } from "../../../domain/identity/shard-layout.ts";
import { addressOfReceipt } from "../../../domain/privacy/receipt-id.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { namedProfile } from "../../privacy/named-profile.ts";
import { accessSubject, eraseSubject } from "../../privacy/subject.ts";
import { Refusal } from "../../refusal.ts";

const readSubject = async (c: HttpContext, site: SiteContext): Promise<string> => {
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const asked = parse(SubjectRequest, body, "body_invalid");
  const profile = namedProfile(asked, site);
  if (profile !== null) return profile;
  const pointer = `/${Object.keys(asked).join("")}`;
  throw new Refusal("body_invalid", { errors: [{ pointer, reason: "is no address or id" }] });
};

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
