import type { ContactAddress } from "./contact-address.ts";

/** A top-level domain is made of letters, or is the ASCII form of one that is: an IP address has none. */
const TOP_LEVEL = /^(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/u;

/** A domain itself and every domain it lies below: `a.b.c`, `b.c`, `c`. */
const withParents = (domain: string): string[] => {
  const labels = domain.split(".");
  return labels.map((_, start) => labels.slice(start).join("."));
};

/**
 * The domain of an e-mail address, where it can be that of an organisation's accounts: not of a provider that gives
 * addresses to everybody, nor below one. Null for telephone numbers.
 */
export const accountDomainOf = (
  { kind, value }: ContactAddress,
  freeMailDomains: ReadonlySet<string>,
): string | null => {
  if (kind !== "email") return null;
  const domain = value.slice(value.lastIndexOf("@") + 1);
  const parents = withParents(domain);
  const isOwn =
    TOP_LEVEL.test(parents.at(-1) ?? "") && !parents.some((parent) => freeMailDomains.has(parent));
  return isOwn ? domain : null;
};

/** The account that identifiers of one contact speak of. */
export const accountDomainIn = (
  identifiers: readonly { readonly accountDomain: string | null }[],
): string | null => identifiers.find(({ accountDomain }) => accountDomain !== null)?.accountDomain ?? null;
