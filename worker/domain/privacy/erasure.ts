import type { Held, ReceiptPlace } from "../../../schemas/privacy.ts";

/**
 * How far a right reaches. `subject`: the contact and every browser of it, for an operator who knows who asks. `browser`:
 * one browser alone, for whoever sits at it: an address typed there was only a claim.
 */
export type Reach = "subject" | "browser";

export interface ErasureRequest {
  /** Where to start: a visitor or a contact. */
  readonly profile: string;
  readonly reach: Reach;
}

/** What a shard is asked to erase. Asking again changes nothing. */
export interface EraseOrder {
  readonly receipt: string;
  readonly reach: Reach;
  readonly profiles: readonly string[];
  /** Contacts that took over the history of a browser which is erased alone. */
  readonly holders: readonly string[];
  /** What was done later is not meant. */
  readonly requestedAt: number;
}

/** What one shard removed for a receipt, over all times it was asked. */
export interface ErasedHere {
  readonly places: readonly ReceiptPlace[];
  /** Other ids that what was removed led to or from. */
  readonly related: readonly string[];
}

/** What one shard holds on some profiles. */
export interface HeldHere {
  readonly places: Readonly<Record<string, readonly Held[]>>;
  readonly related: readonly string[];
}

/** An erasure as its first shard keeps it; ids are there until it is complete. */
export interface Erasure extends EraseOrder {
  readonly subject: string;
  readonly completedAt: number | null;
  readonly removed: readonly ReceiptPlace[];
}

/** The ids of an erasure with those that were found on the way; itself where none is new. */
export const widened = <E extends EraseOrder>(erasure: E, found: readonly string[]): E => {
  const known = new Set([...erasure.profiles, ...erasure.holders]);
  const news = [...new Set(found)].filter((id) => !known.has(id));
  if (news.length === 0) return erasure;
  return erasure.reach === "subject"
    ? { ...erasure, profiles: [...erasure.profiles, ...news] }
    : { ...erasure, holders: [...erasure.holders, ...news] };
};

/** What was removed where, and one line for each place that nobody had anything in. */
export const receiptPlaces = (
  removed: readonly ReceiptPlace[],
  places: readonly string[],
  completedAt: number,
): ReceiptPlace[] => {
  const emptied = new Set(removed.map(({ place }) => place));
  const empty = places
    .filter((place) => !emptied.has(place))
    .map((place) => ({ place, removed: 0, at: completedAt }));
  return [...removed, ...empty];
};
