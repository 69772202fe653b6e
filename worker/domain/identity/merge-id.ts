import { addressOf, contactId, type ProfileAddress } from "./profile-id.ts";

const PREFIX = "m_";

/** The id of a merge tells like a contact's where the original is kept; its 22 digits are random and lead to nobody. */
export const mergeId = (shard: number, digits: string): string => PREFIX + contactId(shard, digits);

/** Where a merge is kept, or null for what is no id of one. */
export const addressOfMerge = (id: string): ProfileAddress | null => {
  const address = id.startsWith(PREFIX) ? addressOf(id.slice(PREFIX.length)) : null;
  return address?.kind === "contact" ? address : null;
};
