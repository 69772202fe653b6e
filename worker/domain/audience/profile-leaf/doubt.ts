import type { History } from "../history.ts";
import type { Reading } from "../leaf/compiled-leaf.ts";
import { NEVER, span, subtract, type Timeline, unite } from "../timeline.ts";

/** A timeline as `known`, with the times at which folded events could change it read as asked. */
export const readDoubtful = (known: Timeline, doubtful: Timeline, reading: Reading): Timeline => {
  if (reading === "known" || doubtful.length === 0) return known;
  return reading === "most" ? unite(known, doubtful) : subtract(known, doubtful);
};

/** First and last time of the folded events of some types; null where there are none. */
export const foldedSpan = (
  { folded, foldedUntil }: History,
  isMeant: (type: string) => boolean,
): { readonly firstAt: number; readonly lastAt: number } | null => {
  if (foldedUntil === null) return null;
  const meant = Object.entries(folded).filter(([type]) => isMeant(type));
  if (meant.length === 0) return null;
  return {
    firstAt: Math.min(...meant.map(([, { firstAt }]) => firstAt)),
    lastAt: Math.max(...meant.map(([, { lastAt }]) => lastAt)),
  };
};

/** Everything up to the last folded event of some types. */
export const untilFolded = (history: History, isMeant: (type: string) => boolean): Timeline => {
  const folded = foldedSpan(history, isMeant);
  return folded === null ? NEVER : span(-Infinity, folded.lastAt);
};
