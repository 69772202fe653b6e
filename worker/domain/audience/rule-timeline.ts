import type { CompiledRule } from "./compile.ts";
import type { CompiledEventLeaf } from "./event-leaf/compiled-event-leaf.ts";
import { doubtOf, withFolded } from "./event-leaf/folded.ts";
import { occurrencesIn } from "./event-leaf/occurrences.ts";
import { sweep } from "./event-leaf/sweep.ts";
import type { History } from "./history.ts";
import { complement, intersect, type Timeline, unite } from "./timeline.ts";

/**
 * How to read events that were folded away: `known` takes what is left of them, `least` holds only where every possibility
 * holds, `most` wherever one does. Without folded events the three are the same.
 */
export type Reading = "known" | "least" | "most";

const OPPOSITE: Readonly<Record<Reading, Reading>> = { known: "known", least: "most", most: "least" };

/** The reading for what is taken away: the least of a difference takes the most away. */
export const opposite = (reading: Reading): Reading => OPPOSITE[reading];

const leafTimeline = (leaf: CompiledEventLeaf, history: History, reading: Reading): Timeline => {
  const inLog = occurrencesIn(leaf, history.log);
  if (history.foldedUntil === null) return sweep(leaf, inLog);
  const known = sweep(leaf, withFolded(leaf, inLog, history));
  return reading === "known" ? known : doubtOf(leaf, known, history)[reading];
};

/** When a rule holds, over all of time. */
export const ruleTimeline = (rule: CompiledRule, history: History, reading: Reading): Timeline => {
  if (rule.kind === "event") return leafTimeline(rule, history, reading);
  if (rule.kind === "not") return complement(ruleTimeline(rule.rule, history, opposite(reading)));
  const parts = rule.rules.map((part) => ruleTimeline(part, history, reading));
  return parts.reduce(rule.kind === "and" ? intersect : unite);
};
