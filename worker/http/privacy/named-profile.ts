import type { SubjectRequest } from "../../../schemas/privacy.ts";
import { emailAddress } from "../../domain/identity/contact-address.ts";
import type { SiteContext } from "../context.ts";
import { contactOf, mappedVisitor, phoneAt } from "../events/identifiers.ts";
import { isOurs } from "../shards/our-profile.ts";

/** The id that a request names, null for what is no address or id: whether anything is held under it is not asked. */
export const namedProfile = (asked: SubjectRequest, site: SiteContext): string | null => {
  const { secrets, snapshot } = site;
  if ("visitor" in asked) return isOurs(asked.visitor, snapshot, "visitor") ? asked.visitor : null;
  if ("anonymous_id" in asked) return mappedVisitor(asked.anonymous_id, secrets, snapshot.layout);
  const address = "email" in asked ? emailAddress(asked.email) : phoneAt(site, asked.phone);
  return address === null ? null : contactOf(address, secrets, snapshot.layout);
};
