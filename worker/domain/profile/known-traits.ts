import { type Granted, mayStoreHistory } from "../consent/effective.ts";
import { isContactId } from "../identity/profile-id.ts";
import { markLeft } from "./bot-mark.ts";
import type { Head } from "./profile.ts";

/** What is known of a profile beside its events, its choices and its region: as it was last, null where unknown. */
export type KnownTraits = Pick<Head, "device" | "language" | "accountDomain">;

export const NO_TRAITS: KnownTraits = { device: null, language: null, accountDomain: null };

/** A head of which nothing is known any more that its browser told. */
export const withoutTraits = (id: string, head: Head): Head => ({
  ...head,
  ...NO_TRAITS,
  bot: markLeft(id, head.bot),
});

/** What the newer side knows, else what the older one did. */
export const newestTraits = (older: KnownTraits, newer: KnownTraits): KnownTraits => ({
  device: newer.device ?? older.device,
  language: newer.language ?? older.language,
  accountDomain: newer.accountDomain ?? older.accountDomain,
});

/** What is known after an arrival: news only where a purpose lets us keep a history, and an account of contacts only. */
export const learnTraits = (
  id: string,
  known: KnownTraits,
  arriving: KnownTraits,
  granted: Granted,
): KnownTraits => {
  if (!mayStoreHistory(granted)) return newestTraits(known, NO_TRAITS);
  return newestTraits(known, isContactId(id) ? arriving : { ...arriving, accountDomain: null });
};
