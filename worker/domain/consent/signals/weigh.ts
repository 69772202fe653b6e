import type { RegionRule } from "../../../../schemas/consent.ts";
import { AD_PURPOSES, type Choice, type Choices } from "../choices.ts";
import { effectiveConsent, type Granted } from "../effective.ts";
import type { ConsentEvidence } from "./hear.ts";
import { SIGNAL_PURPOSES } from "./signal-reading.ts";

/** Of several statements about one purpose the strictest; of equals the first. */
const strictest = (statements: readonly Choice[]): Choice | undefined =>
  statements.find(({ state }) => state === "denied") ?? statements[0];

/** Marks granted ad purposes as chosen against Global Privacy Control, at the time that was done. */
const overridingGpc = (choices: Choices, overriddenAt: number): Choices => {
  const overridden = AD_PURPOSES.flatMap((purpose) => {
    const choice = choices[purpose];
    return choice?.state === "granted"
      ? [[purpose, { ...choice, at: Math.max(choice.at, overriddenAt), overridesGpc: true }] as const]
      : [];
  });
  return { ...choices, ...Object.fromEntries(overridden) };
};

/**
 * What is chosen where consent tools have a say: the strictest of what the sender states and of what each signal comes to
 * by itself. The signal is named as the source, because the sender only repeats it. Times are by our clock; the second is
 * null where nobody overrode Global Privacy Control.
 */
export const weighChoices = (
  stated: Choices,
  evidence: ConsentEvidence | null,
  at: number,
  overriddenAt: number | null,
): Choices => {
  if (evidence === null) return stated;
  const weighed: Choices = { ...stated };
  for (const purpose of SIGNAL_PURPOSES) {
    const said = evidence.signals.flatMap(({ source, states }): Choice[] => {
      const state = states[purpose];
      return state === undefined ? [] : [{ state, source, at }];
    });
    const own = stated[purpose];
    const winner = strictest(own === undefined ? said : [...said, own]);
    if (winner !== undefined) weighed[purpose] = winner;
  }
  return overriddenAt === null ? weighed : overridingGpc(weighed, overriddenAt);
};

/** What holds for one request: a page may deny what nobody chose, and cannot grant it. */
export const grantedHere = (
  rule: RegionRule,
  choices: Choices,
  gpc: boolean,
  evidence: ConsentEvidence | null,
): Granted => {
  const granted = effectiveConsent(rule, choices, gpc);
  const denied = SIGNAL_PURPOSES.filter(
    (purpose) => choices[purpose] === undefined && evidence?.unasked[purpose] === "denied",
  );
  return denied.length === 0
    ? granted
    : { ...granted, ...Object.fromEntries(denied.map((purpose) => [purpose, false])) };
};
