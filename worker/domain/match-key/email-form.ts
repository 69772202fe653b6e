/**
 * How a destination spells an address before it hashes it: there are five ways, and a hash of one matches in none of the
 * others. Sources: FORMATS of each platform as collected in docs/export-formats.md.
 */
export type EmailForm = "basic" | "google" | "uid2" | "tiktok" | "reddit";

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

/** A contact's address as a destination spells it; null where nothing is left of it. `address` is an `emailAddress`. */
export const emailIn = (form: EmailForm, address: string): string | null => {
  const at = address.indexOf("@");
  const domain = address.slice(at + 1);
  const local = localIn(form, address.slice(0, at), domain);
  return local === "" ? null : `${local}@${domain}`;
};

/** How a destination spells a phone number: E.164 with its plus sign, or its digits alone. */
export type PhoneForm = "plus" | "digits";

/** A contact's number as a destination spells it. `number` is E.164. */
export const phoneIn = (form: PhoneForm, number: string): string =>
  form === "plus" ? number : number.replace("+", "");
