/**
 * Somebody who answers all rules for all profiles. Answers are 1 for a member and 0 for others, all rules of the first
 * profile, then all of the second, and so on.
 */
export interface Competitor {
  readonly name: string;
  /** Works all answers out anew: this is what is timed. */
  answer(into: Uint8Array): void | Promise<void>;
}
