import { ATTRIBUTES_MAX } from "../../../schemas/limits.ts";
import type { StoredEvent } from "../profile-state.ts";
import type { Attribute, Outreach } from "./outreach.ts";

type Named = readonly [name: string, attribute: Attribute];

const attributesOf = ({ at, fields }: StoredEvent): Named[] =>
  Object.entries(fields.params ?? {}).map(([name, value]) => [name, { value, at }]);

/** Of the same moment the same one, whichever came first. */
const isNewer = (a: Attribute, b: Attribute): boolean =>
  a.at > b.at || (a.at === b.at && String(a.value) > String(b.value));

/** Of too many the ones that were told the longest time ago go. */
const bounded = (named: readonly Named[]): Outreach["attributes"] => {
  const newest = named.length <= ATTRIBUTES_MAX ? named : named.toSorted(([, a], [, b]) => b.at - a.at);
  return Object.fromEntries(newest.slice(0, ATTRIBUTES_MAX));
};

/** What accepted `identify` events tell of the profile: the newest of each name, under the name as given. */
export const learnAttributes = (outreach: Outreach, accepted: readonly StoredEvent[]): Outreach => {
  const told = accepted.filter(({ type }) => type === "identify").flatMap(attributesOf);
  if (told.length === 0) return outreach;
  const known = new Map(Object.entries(outreach.attributes));
  for (const [name, attribute] of told) {
    const before = known.get(name);
    if (before === undefined || isNewer(attribute, before)) known.set(name, attribute);
  }
  return { ...outreach, attributes: bounded([...known]) };
};
