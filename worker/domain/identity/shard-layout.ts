import { type ProfileAddress, type RegionLetter } from "./profile-id.ts";

/** How a site's profiles are spread over shards. */
export interface ShardLayout {
  /** Shards that new visitors of a region are spread over; may be raised. */
  readonly visitors: number;
  /** Shards that foreign ids map to; fixed when the site is created, or the mapping would change. */
  readonly mapped: number;
  /** Shards of contacts; fixed when the site is created. */
  readonly contacts: number;
  /** Region letters in use, so that a walk over all shards knows where to go. */
  readonly letters: readonly RegionLetter[];
}

/** Shards that a new site is made with, or grown to. */
export interface ShardCounts {
  readonly visitorShards: number;
  readonly contactShards: number;
}

/** Visitor shards may be raised at any time; the other counts are part of ids and stay as they were at first. */
export const grownLayout = (
  before: ShardLayout | null,
  { visitorShards, contactShards }: ShardCounts,
): ShardLayout => {
  if (before === null)
    return { visitors: visitorShards, mapped: visitorShards, contacts: contactShards, letters: ["x"] };
  return visitorShards > before.visitors ? { ...before, visitors: visitorShards } : before;
};

/** Whether a walk over all shards would come to an address: an id of ours can still name a shard there never was. */
export const isInLayout = ({ letter, shard }: ProfileAddress, layout: ShardLayout): boolean =>
  letter === null
    ? shard < layout.contacts
    : layout.letters.includes(letter) && shard < Math.max(layout.visitors, layout.mapped);

/** The address of every shard that may hold a contact of the site. */
export const contactShards = ({ contacts }: ShardLayout): ProfileAddress[] =>
  Array.from({ length: contacts }, (_, shard) => ({ kind: "contact" as const, letter: null, shard }));

/** The address of every shard that may hold a profile of the site. */
export const allShards = (layout: ShardLayout): ProfileAddress[] => {
  const visitors = layout.letters.flatMap((letter) =>
    Array.from({ length: Math.max(layout.visitors, layout.mapped) }, (_, shard) => ({
      kind: "visitor" as const,
      letter,
      shard,
    })),
  );
  return [...visitors, ...contactShards(layout)];
};
