import type { Purpose, RegionRule } from "../../../schemas/consent.ts";
import { type Choices, isAdPurpose, MESSAGING_PURPOSES, PURPOSES } from "./choices.ts";

/** What each purpose comes to once rule, choices and signals are weighed: true is granted. */
export type Granted = Readonly<Record<Purpose, boolean>>;

const isMessaging = (purpose: Purpose): boolean =>
  (MESSAGING_PURPOSES as readonly Purpose[]).includes(purpose);

/** What a purpose comes to while the visitor has not chosen. */
const isGrantedUnset = (rule: RegionRule, purpose: Purpose): boolean => {
  const override = rule.purposes[purpose];
  if (override !== undefined) return override === "granted";
  return rule.mode !== "opt-in" && !isMessaging(purpose);
};

/** What one purpose comes to; see `effectiveConsent`. */
export const isGranted = (rule: RegionRule, choices: Choices, gpc: boolean, purpose: Purpose): boolean => {
  const choice = choices[purpose];
  const isDeniedBySignal = gpc && rule.gpc === "honour" && isAdPurpose(purpose);
  if (isDeniedBySignal && choice?.overridesGpc !== true) return false;
  return choice === undefined ? isGrantedUnset(rule, purpose) : choice.state === "granted";
};

/**
 * An explicit choice beats the rule's default; Global Privacy Control beats both for the ad purposes, save where it was
 * knowingly overridden.
 */
export const effectiveConsent = (rule: RegionRule, choices: Choices, gpc: boolean): Granted => {
  const entries = PURPOSES.map((purpose): [Purpose, boolean] => [
    purpose,
    isGranted(rule, choices, gpc, purpose),
  ]);
  return Object.fromEntries(entries) as Record<Purpose, boolean>;
};

/** Whether any purpose allows us to keep a history, and so to keep an id in the browser. */
export const mayStoreHistory = (granted: Granted): boolean => granted.analytics_storage || granted.ad_storage;

/** Whether a profile may leave for an ad platform. */
export const mayLeaveForAds = (granted: Granted): boolean =>
  granted.ad_user_data && granted.ad_personalization;
