import { sha256Hex } from "./digest.ts";

interface Head {
  readonly entries: number;
  readonly hash: string;
}

/** One entry as it was read back. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
  /** All that the hash covers beside the link before. */
  readonly content: readonly unknown[];
}

/** The head of a chain after one more entry: its hash covers the one before, its number and its content. */
export const nextHead = (head: Head, content: readonly unknown[]): Head => {
  const entries = head.entries + 1;
  return { entries, hash: sha256Hex(JSON.stringify([head.hash, entries, ...content])) };
};

/**
 * Follows links from a head as far as they hold. `firstBad` is the number of the first that was changed, moved or removed,
 * or at which one of `anchors`, heads the chain once had, is not what stands there.
 */
export const followLinks = (
  from: Head,
  links: readonly Link[],
  anchors: readonly Head[],
): { reached: Head; firstBad: number | null } => {
  let reached = from;
  for (const { seq, hash, content } of links) {
    const expected = nextHead(reached, content);
    const isAnchored = anchors.every(({ entries, hash: had }) => entries !== seq || had === hash);
    if (seq !== expected.entries || hash !== expected.hash || !isAnchored) {
      return { reached, firstBad: expected.entries };
    }
    reached = expected;
  }
  return { reached, firstBad: null };
};
