/** One promise, what was seen of it, and whether it held. */
export interface Verdict {
  readonly promise: string;
  readonly seen: string;
  readonly isKept: boolean;
  /** A time that a busy machine alone can break. */
  readonly isTimed?: true;
}

/** What one torture showed, and remarks that a reader needs to understand it. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/** Of something that must never happen. */
export const never = (promise: string, found: readonly string[]): Verdict => ({
  promise,
  seen: found.length === 0 ? "0" : `${found.length}: ${found.slice(0, 5).join("; ")}`,
  isKept: found.length === 0,
});

/** Of a time that must not be longer than it may, milliseconds. */
export const within = (promise: string, ms: number, boundMs: number): Verdict => ({
  promise: `${promise} (at most ${boundMs.toLocaleString("en", { maximumFractionDigits: 1 })} ms)`,
  seen: `${ms.toLocaleString("en", { maximumFractionDigits: 1 })} ms`,
  isKept: ms <= boundMs,
  isTimed: true,
});

export const isAllKept = ({ verdicts }: Findings): boolean => verdicts.every(({ isKept }) => isKept);

/** A list for people. */
export const printFindings = (name: string, { verdicts, notes }: Findings): void => {
  console.log(`\n${name}`);
  for (const { promise, seen, isKept } of verdicts) {
    console.log(`  ${isKept ? "kept  " : "BROKEN"}  ${promise}: ${seen}`);
  }
  for (const note of notes) console.log(`  ${note}`);
};
