/**
 * How a destination spells an address before it hashes it: there are five ways, and a hash of one matches in none of the
 * others. Sources: with each format in `worker/domain/export`.
 */
export const EMAIL_FORMS = ["basic", "google", "uid2", "tiktok", "reddit"] as const;
export type EmailForm = (typeof EMAIL_FORMS)[number];

const isGmail = (domain: string): boolean => domain === "gmail.com";
const withoutSuffix = (local: string): string => local.replace(/\+.*$/s, "");
const withoutDots = (local: string): string => local.replaceAll(".", "");

const localIn = (form: EmailForm, local: string, domain: string): string => {
  switch (form) {
    case "basic":
      return local;
    case "google":
      return isGmail(domain) || domain === "googlemail.com" ? withoutDots(withoutSuffix(local)) : local;
    case "uid2":
      return isGmail(domain) ? withoutDots(withoutSuffix(local)) : local;
    case "tiktok":
      return withoutSuffix(local);
    case "reddit":
      return withoutSuffix(local).replace(/[^a-z0-9]/g, "");
  }
};

/** A contact's address as a destination spells it; empty where nothing is left of it. `address` is an `emailAddress`. */
export const emailIn = (form: EmailForm, address: string): string => {
  const at = address.indexOf("@");
  const domain = address.slice(at + 1);
  const local = localIn(form, address.slice(0, at), domain);
  return local === "" ? "" : `${local}@${domain}`;
};

/** How a destination spells a phone number: E.164 with its plus sign, or its digits alone. */
export const PHONE_FORMS = ["plus", "digits"] as const;
export type PhoneForm = (typeof PHONE_FORMS)[number];

/** A contact's number as a destination spells it. `number` is E.164. */
export const phoneIn = (form: PhoneForm, number: string): string =>
  form === "plus" ? number : number.replace("+", "");
