import { keyedDigits } from "../../crypto/digest.ts";
import { seal } from "../../crypto/seal.ts";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { accountDomainOf } from "../../domain/identity/account-domain.ts";
import { type ContactAddress, emailAddress, phoneAddress } from "../../domain/identity/contact-address.ts";
import { contactId, shardOf, visitorId } from "../../domain/identity/profile-id.ts";
import type { ShardLayout } from "../../domain/identity/shard-layout.ts";
import type { Claim, Identifier } from "../../domain/rpc.ts";
import type { IdentifyingSite, SiteContext } from "../context.ts";

/** The contact id that an address leads to; nobody without the site's pepper can compute it. */
export const contactOf = (
  { kind, value }: ContactAddress,
  secrets: SiteSecrets,
  layout: ShardLayout,
): string => {
  const digits = keyedDigits(secrets.pepper, `${kind} ${value}`);
  return contactId(shardOf(digits, layout.contacts), digits);
};

/**
 * An address as it travels and rests: a digest and a sealed text, bound to the row it will lie in. Only its domain stays
 * in clear, where that is an organisation's.
 */
const identifierOf = (
  address: ContactAddress,
  { secrets, snapshot, freeMailDomains }: IdentifyingSite,
): Identifier => {
  const contact = contactOf(address, secrets, snapshot.layout);
  const at = { table: "contact_secret", column: "sealed", row: `${address.kind} ${contact}` };
  const accountDomain = accountDomainOf(address, freeMailDomains);
  return { kind: address.kind, contact, sealed: seal(secrets.seal, at, address.value), accountDomain };
};

/** A phone number as people write it at a site: its setting says whose national numbers they are. */
export const phoneAt = ({ snapshot }: Pick<SiteContext, "snapshot">, typed: string): ContactAddress | null =>
  phoneAddress(typed, snapshot.configuration.identity.phone_country);

export interface TypedAddresses {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** Identifiers of what was typed, the e-mail first; null where anything typed is no address. */
export const identifiersOf = (
  { email, phone }: TypedAddresses,
  site: IdentifyingSite,
): Identifier[] | null => {
  const addresses = [
    ...(email === undefined ? [] : [emailAddress(email)]),
    ...(phone === undefined ? [] : [phoneAt(site, phone)]),
  ];
  const valid = addresses.filter((address) => address !== null);
  if (valid.length === 0 || valid.length < addresses.length) return null;
  return valid.map((address) => identifierOf(address, site));
};

/** Kinds of the addresses that a claim names. */
export const kindsIn = (claim: Claim | null): Identifier["kind"][] =>
  (claim?.identifiers ?? []).map(({ kind }) => kind);

/** The visitor that a caller's own id maps to, always the same one. */
export const mappedVisitor = (anonymousId: string, secrets: SiteSecrets, layout: ShardLayout): string => {
  const digits = keyedDigits(secrets.pepper, `anonymous_id ${anonymousId}`);
  return visitorId("x", shardOf(digits, layout.mapped), digits);
};
