import {
  type ConsentSource,
  type ConsentStamp,
  type ConsentState,
  Purpose,
} from "../../../schemas/consent.ts";

export const PURPOSES: readonly Purpose[] = Purpose.options;
export const AD_PURPOSES = ["ad_storage", "ad_user_data", "ad_personalization"] as const;
export const isAdPurpose = (purpose: Purpose): boolean =>
  (AD_PURPOSES as readonly Purpose[]).includes(purpose);
export const MESSAGING_PURPOSES = ["email_marketing", "sms_marketing", "push_marketing"] as const;

/** One explicit choice, as it is kept. */
export interface Choice {
  readonly state: ConsentState;
  readonly source: ConsentSource;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
  /** Granted knowing that the browser sends Global Privacy Control. */
  readonly overridesGpc?: boolean;
}

/** The explicit choices of a profile; a purpose left out is unset. */
export type Choices = Partial<Record<Purpose, Choice>>;

/** A stamp as choices that one source made at one time. */
export const choicesOf = (stamp: ConsentStamp, source: ConsentSource, at: number): Choices => {
  const choices: Choices = {};
  for (const purpose of PURPOSES) {
    const state = stamp[purpose];
    if (state !== undefined) choices[purpose] = { state, source, at };
  }
  return choices;
};

/** Of two choices about one purpose the newest counts; on equal age the stricter. */
const newerChoice = (ours: Choice, theirs: Choice): Choice => {
  if (ours.at !== theirs.at) return theirs.at > ours.at ? theirs : ours;
  return ours.state === "granted" && theirs.state === "denied" ? theirs : ours;
};

/** Choices of somebody who may not be the same person: they hold only where nothing was chosen. */
export const fillChoices = (known: Choices, arriving: Choices): Choices =>
  PURPOSES.some((purpose) => known[purpose] === undefined && arriving[purpose] !== undefined)
    ? { ...arriving, ...known }
    : known;

/** United choices; the first argument itself where the second adds nothing, so that callers can compare. */
export const mergeChoices = (known: Choices, arriving: Choices): Choices => {
  const news: Choices = {};
  for (const purpose of PURPOSES) {
    const theirs = arriving[purpose];
    if (theirs === undefined) continue;
    const ours = known[purpose];
    const winner = ours === undefined ? theirs : newerChoice(ours, theirs);
    if (winner !== ours) news[purpose] = winner;
  }
  return Object.keys(news).length === 0 ? known : { ...known, ...news };
};
