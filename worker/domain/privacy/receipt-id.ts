import { addressOf, contactId, type ProfileAddress, visitorId } from "../identity/profile-id.ts";

const PREFIX = "r_";

/** A receipt's id tells like a profile's where it is kept; its 22 digits are random and lead to nobody. */
export const receiptId = ({ letter, shard }: ProfileAddress, digits: string): string =>
  PREFIX + (letter === null ? contactId(shard, digits) : visitorId(letter, shard, digits));

/** Where a receipt is kept, or null for what is no id of one. */
export const addressOfReceipt = (id: string): ProfileAddress | null =>
  id.startsWith(PREFIX) ? addressOf(id.slice(PREFIX.length)) : null;
