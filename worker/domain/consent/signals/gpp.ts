import type { ConsentStamp } from "../../../../schemas/consent.ts";
import { isAdPurpose } from "../choices.ts";
import { type BitReader, readBits } from "./bit-reader.ts";
import { type GppSection, splitGpp } from "./gpp-header.ts";
import { coversPurpose, IAB_PURPOSE_BITS, type IabPurposes } from "./iab-purposes.ts";
import { SIGNAL_TEXT_MAX, type SignalReading, statesOf } from "./signal-reading.ts";
import { readTcf, type TcfFallback } from "./tcf.ts";
import { isOptedOut } from "./us-opt-out.ts";
import { isUsSection, readUsSection } from "./us-section.ts";

const TCF_EU = 2;
const TCF_CANADA = 5;
const US_PRIVACY = 6;

const NOTHING_SAID: SignalReading = { states: {}, fault: null };
const ADS_DENIED: ConsentStamp = statesOf((purpose) => (isAdPurpose(purpose) ? "denied" : null));
const OPTED_OUT: SignalReading = { states: ADS_DENIED, fault: null };
const MALFORMED: SignalReading = { states: ADS_DENIED, fault: "malformed" };

/** `1YNN`: version, notice given, opted out of sale, covered by the Limited Service Provider Agreement. */
const US_PRIVACY_STRING = /^1[YN-](?<optOut>[YN-])[YN-]$/i;

const readUsPrivacy = (text: string): SignalReading => {
  const optOut = US_PRIVACY_STRING.exec(text)?.groups?.["optOut"];
  if (optOut === undefined) return MALFORMED;
  return optOut.toUpperCase() === "Y" ? OPTED_OUT : NOTHING_SAID;
};

const readUs = ({ id, text }: GppSection): SignalReading => {
  const fields = readUsSection(id, text);
  if (fields === null) return MALFORMED;
  return isOptedOut(fields) ? OPTED_OUT : NOTHING_SAID;
};

const CANADA_VERSION = 1;
const VERSION_BITS = 6;
/** All between the version and PurposesExpressConsent, of fixed length. */
const CANADA_HEAD_BITS = 36 + 36 + 12 + 12 + 6 + 12 + 12 + 6 + 1 + 12;

/** Purposes consented to expressly or by implication; null where it is no core of TCF Canada. */
const readCanadaCore = (reader: BitReader): IabPurposes | null => {
  if (reader.read(VERSION_BITS) !== CANADA_VERSION) return null;
  reader.skip(CANADA_HEAD_BITS);
  return reader.read(IAB_PURPOSE_BITS) | reader.read(IAB_PURPOSE_BITS);
};

/**
 * Read by hand: the library expands the ranges of vendors behind the purposes. Implied consent is none to us, so nothing is
 * granted; what has not even that is denied.
 */
const readCanada = (text: string): SignalReading => {
  const [core = ""] = text.split(".", 1);
  const consented = readBits(core, readCanadaCore);
  if (consented === null) return MALFORMED;
  return {
    states: statesOf((purpose) => (coversPurpose(consented, purpose) ? null : "denied")),
    fault: null,
  };
};

const readSection = (section: GppSection, fallback: TcfFallback, now: number): SignalReading => {
  if (section.id === TCF_EU) return readTcf(section.text, fallback, now);
  if (section.id === TCF_CANADA) return readCanada(section.text);
  if (section.id === US_PRIVACY) return readUsPrivacy(section.text);
  return isUsSection(section.id) ? readUs(section) : MALFORMED;
};

/** What any of them denies is denied; what one grants is granted if none denies it and none is at fault. */
const unite = (readings: readonly SignalReading[]): SignalReading => {
  const fault = readings.find((reading) => reading.fault !== null)?.fault ?? null;
  const states = statesOf((purpose) => {
    const said = new Set(readings.map((reading) => reading.states[purpose]));
    if (said.has("denied")) return "denied";
    return said.has("granted") && fault === null ? "granted" : null;
  });
  return { states, fault };
};

/**
 * Reads a string of the IAB's Global Privacy Platform. US sections only deny, and only the ad purposes: that somebody did
 * not opt out is no consent. A TCF section speaks of all four purposes, as in `readTcf`. A string without sections says
 * nothing. What cannot be read, or is of a section not known here, denies the ad purposes. `now` is epoch milliseconds.
 * Never throws; takes time in proportion to the text, which may have up to `SIGNAL_TEXT_MAX` characters.
 */
export const readGpp = (text: string, fallback: TcfFallback, now: number): SignalReading => {
  const sections = text.length > SIGNAL_TEXT_MAX ? null : splitGpp(text);
  if (sections === null) return MALFORMED;
  return unite(sections.map((section) => readSection(section, fallback, now)));
};
