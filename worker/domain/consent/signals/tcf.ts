import type { SignalFault } from "../../../../schemas/consent-signals.ts";
import { COOKIE_DAYS_MAX, DAY_MS } from "../../../../schemas/limits.ts";
import { coversPurpose, type IabPurposes } from "./iab-purposes.ts";
import { SIGNAL_TEXT_MAX, type SignalReading, statesOf } from "./signal-reading.ts";
import { readTcString, type TcString } from "./tc-string.ts";

/**
 * What decides where a TC string has no publisher segment, and so no word on the site's own processing. `deny`: nothing is
 * granted. `purposes`: the consents that its vendors ask for. A number: these, and the consent of the operator's own vendor
 * of this id in the Global Vendor List.
 */
export type TcfFallback = "deny" | "purposes" | number;

/** The policies of TCF 2.2; strings of older ones do not count since 2023-09-30. */
const POLICY_VERSION_MIN = 4;
/** TCF 2.3: from here on a string must say which vendors the visitor was told of. */
const DISCLOSURE_NEEDED_AT = Date.UTC(2026, 2, 1);
/** 13 months. */
const AGE_MAX_MS = COOKIE_DAYS_MAX * DAY_MS;
/** The times of TC strings are rounded to the day. */
const AHEAD_MAX_MS = DAY_MS;

const NO_PURPOSES: IabPurposes = 0;

const faultOf = (tcString: TcString | null, now: number): SignalFault | null => {
  if (tcString === null) return "malformed";
  const { policyVersion, isServiceSpecific, hasDisclosedVendors, lastUpdatedAt } = tcString;
  if (policyVersion < POLICY_VERSION_MIN || !isServiceSpecific) return "invalid";
  if (lastUpdatedAt >= DISCLOSURE_NEEDED_AT && !hasDisclosedVendors) return "invalid";
  if (lastUpdatedAt - now > AHEAD_MAX_MS) return "invalid";
  return now - lastUpdatedAt > AGE_MAX_MS ? "expired" : null;
};

const decidingConsents = (
  { publisherConsents, consents, hasVendorConsent }: TcString,
  fallback: TcfFallback,
): IabPurposes => {
  if (publisherConsents !== null) return publisherConsents;
  if (fallback === "deny") return NO_PURPOSES;
  return fallback === "purposes" || hasVendorConsent ? consents : NO_PURPOSES;
};

/**
 * Reads a TC string of version 2 (IAB Transparency and Consent Framework 2.2 and 2.3). It always speaks of all four
 * purposes, and with a fault it denies them. Legitimate interests are not heard: they are no consent. `now` is epoch
 * milliseconds. Never throws; takes time in proportion to the text, which may have up to `SIGNAL_TEXT_MAX` characters.
 */
export const readTcf = (text: string, fallback: TcfFallback, now: number): SignalReading => {
  const vendor = typeof fallback === "number" ? fallback : undefined;
  const tcString = text.length > SIGNAL_TEXT_MAX ? null : readTcString(text, vendor);
  const fault = faultOf(tcString, now);
  const consented = tcString === null || fault !== null ? NO_PURPOSES : decidingConsents(tcString, fallback);
  return {
    states: statesOf((purpose) => (coversPurpose(consented, purpose) ? "granted" : "denied")),
    fault,
  };
};
