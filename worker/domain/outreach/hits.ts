import { MACHINE_BURST_LINKS, MACHINE_BURST_MS } from "../../../schemas/limits-outreach.ts";
import type { MessageRef } from "./message-ref.ts";

/** Somebody, or something, followed a link of a message or loaded its picture. */
export interface Hit {
  readonly ref: MessageRef;
  readonly kind: "click" | "open";
  /** Where the link leads; empty for a picture. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Known to be no person's, by its request or by the company it was in. */
  readonly isMachine: boolean;
}

/** When enough time has passed to tell a hit from a burst. */
export const judgedAt = ({ at }: Pick<Hit, "at">): number => at + MACHINE_BURST_MS;

/** Clicks of one message, oldest first, of which so many different links were followed at once. */
const isBurst = (clicks: readonly Hit[], from: Hit): boolean => {
  const together = clicks.filter(({ at }) => at >= from.at && at < from.at + MACHINE_BURST_MS);
  return new Set(together.map(({ url }) => url)).size >= MACHINE_BURST_LINKS;
};

const isIn = ({ at }: Hit, { at: start }: Hit): boolean => at >= start && at < start + MACHINE_BURST_MS;

/** Hits of one contact with those marked that came in bursts. A burst marks what is loaded with it, too. */
const marked = (hits: readonly Hit[]): Hit[] => {
  const starts = hits.filter((hit) => {
    const clicks = hits.filter(({ ref, kind }) => ref.message === hit.ref.message && kind === "click");
    return hit.kind === "click" && isBurst(clicks, hit);
  });
  return hits.map((hit) =>
    starts.some((start) => start.ref.message === hit.ref.message && isIn(hit, start))
      ? { ...hit, isMachine: true }
      : hit,
  );
};

/**
 * Judges the hits of one contact that wait. What is settled can change no more; what waits goes on waiting with its
 * mark, because the first of a burst is gone when the last is judged.
 */
export const judgeHits = (
  hits: readonly Hit[],
  now: number,
): { readonly settled: readonly Hit[]; readonly waiting: readonly Hit[] } => {
  const judged = marked(hits);
  return {
    settled: judged.filter((hit) => judgedAt(hit) <= now),
    waiting: judged.filter((hit) => judgedAt(hit) > now),
  };
};
