import type { SignalPurpose } from "./signal-reading.ts";

/** A bit for each purpose of the IAB, purpose 1 the most significant of `IAB_PURPOSE_BITS`. */
export type IabPurposes = number;
export const IAB_PURPOSE_BITS = 24;

/**
 * What each of our purposes needs, all of it, by the numbers of TCF 2.3: 1 store and read, 3 build profiles for ads, 4 use
 * them, 7 measure ads, 9 understand audiences.
 */
const NEEDED: Readonly<Record<SignalPurpose, readonly number[]>> = {
  analytics_storage: [1, 9],
  ad_storage: [1, 3],
  ad_user_data: [1, 7],
  ad_personalization: [1, 4],
};

const includes = (purposes: IabPurposes, number: number): boolean =>
  ((purposes >> (IAB_PURPOSE_BITS - number)) & 1) === 1;

/** Whether the purposes of the IAB that somebody consented to cover one of ours. */
export const coversPurpose = (consented: IabPurposes, purpose: SignalPurpose): boolean =>
  NEEDED[purpose].every((number) => includes(consented, number));
