/** One promise, what was seen of it, and whether it held. */
export interface Verdict {
  readonly promise: string;
  readonly seen: string;
  readonly isKept: boolean;
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

/** Of something that must not be more than it may. */
export const atMost = (promise: string, value: number, bound: number, unit: string): Verdict => ({
  promise: `${promise} (at most ${bound.toLocaleString("en")} ${unit})`,
  seen: `${value.toLocaleString("en", { maximumFractionDigits: 2 })} ${unit}`,
  isKept: value <= bound,
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
