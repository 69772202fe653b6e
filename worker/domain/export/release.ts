/** Sequence numbers of a feed by the names of shards. */
export type Heads = Readonly<Record<string, number>>;

export const headIn = (heads: Heads | null, shard: string): number => heads?.[shard] ?? 0;

/** Of two positions the later one, shard by shard. */
export const laterOf = (a: Heads, b: Heads): Heads => {
  const shards = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...shards].map((shard) => [shard, Math.max(headIn(a, shard), headIn(b, shard))]),
  );
};

export const isSameHeads = (a: Heads | null, b: Heads): boolean =>
  a !== null &&
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(b).every(([shard, head]) => a[shard] === head);

/**
 * Up to where entries may be told. Somebody who compares two exports that were made one after the other learns who came in
 * between: so entries wait until there are enough of them that nobody stands alone. `fresh` counts members whose entry
 * comes after `told`, which is what the receiver may know already; null where it never got anything. No time ends the
 * wait: it would only put off the moment at which one can be told from the others. Exits never wait.
 */
export const entriesUpTo = (told: Heads | null, heads: Heads, fresh: number, minSize: number): Heads =>
  told === null || fresh >= minSize ? heads : told;
