import { type ConsentSource, type ConsentState, Purpose } from "../../../schemas/consent.ts";

export const PURPOSES: readonly Purpose[] = Purpose.options;
export const AD_PURPOSES = ["ad_storage", "ad_user_data", "ad_personalization"] as const;
export const MESSAGING_PURPOSES = ["email_marketing", "sms_marketing", "push_marketing"] as const;

/** One explicit choice, as it is kept. */
export interface Choice {
  readonly state: ConsentState;
  readonly source: ConsentSource;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
}

/** The explicit choices of a profile; a purpose left out is unset. */
export type Choices = Partial<Record<Purpose, Choice>>;

/** Of two choices about one purpose the newest counts; on equal age the stricter. */
const newerChoice = (a: Choice, b: Choice): Choice => {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.state === "denied" ? a : b;
};

/** United choices; the first argument itself where the second adds nothing, so that callers can compare. */
export const mergeChoices = (known: Choices, arriving: Choices): Choices => {
  let merged = known;
  for (const purpose of PURPOSES) {
    const theirs = arriving[purpose];
    if (theirs === undefined) continue;
    const ours = known[purpose];
    const winner = ours === undefined ? theirs : newerChoice(ours, theirs);
    if (winner !== ours) merged = { ...merged, [purpose]: winner };
  }
  return merged;
};
