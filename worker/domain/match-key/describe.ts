import type { Attribute } from "../outreach/outreach.ts";
import type { Touch } from "../profile-state.ts";
import type { Profile } from "../profile/profile.ts";
import type { Description } from "./match-keys.ts";

const textIn = (attributes: Readonly<Record<string, Attribute>>, name: string): string =>
  Object.hasOwn(attributes, name) ? String(attributes[name]?.value ?? "") : "";

/** What a contact told of itself, under the names that GA4 and shops use; its country where it told none is where it was seen. */
export const describe = ({ head, history }: Profile): Description => {
  const { attributes } = history.outreach;
  const told = textIn(attributes, "country").toUpperCase();
  return {
    firstName: textIn(attributes, "first_name"),
    lastName: textIn(attributes, "last_name"),
    country: /^[A-Z]{2}$/.test(told) ? told : (head.region.country ?? ""),
    postalCode: textIn(attributes, "postal_code"),
    externalId: textIn(attributes, "external_id"),
    jobTitle: textIn(attributes, "job_title"),
    company: textIn(attributes, "company"),
  };
};

/** The newest click id of each platform that a profile came by. */
export const clickIdsIn = (touches: readonly Touch[], wanted: readonly string[]): Record<string, string> => {
  const newest = Object.assign({}, ...touches.map(({ clickIds }) => clickIds)) as Record<string, string>;
  return Object.fromEntries(Object.entries(newest).filter(([name]) => wanted.includes(name)));
};
