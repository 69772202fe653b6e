import { type BitReader, readBits } from "./bit-reader.ts";
import { IAB_PURPOSE_BITS, type IabPurposes } from "./iab-purposes.ts";
import { NO_VENDOR, skipRestrictions, vendorsContain } from "./vendor-section.ts";

/**
 * What we need of a TC string of version 2. The layout is the one of the IAB's "Consent string and vendor list formats
 * v2". Read here and not by the IAB's library, which expands ranges of vendors into sets of their ids.
 */
interface TcCore {
  /** Epoch milliseconds. */
  readonly lastUpdatedAt: number;
  readonly policyVersion: number;
  readonly isServiceSpecific: boolean;
  readonly consents: IabPurposes;
  /** Whether the vendor that was asked for has consent. */
  readonly hasVendorConsent: boolean;
}

export interface TcString extends TcCore {
  readonly hasDisclosedVendors: boolean;
  /** The consents for the site's own processing; null without the publisher's segment. */
  readonly publisherConsents: IabPurposes | null;
}

const VERSION = 2;
const VERSION_BITS = 6;
const TIME_BITS = 36;
const DECISECOND_MS = 100;
/** CmpId, CmpVersion, ConsentScreen, ConsentLanguage, VendorListVersion. */
const TOOL_BITS = 12 + 12 + 6 + 12 + 12;
const POLICY_BITS = 6;
/** UseNonStandardTexts, SpecialFeatureOptIns. */
const FEATURE_BITS = 1 + 12;
/** PurposesLITransparency, PurposeOneTreatment, PublisherCC. */
const AFTER_PURPOSES_BITS = IAB_PURPOSE_BITS + 1 + 12;
const SEGMENT_TYPE_BITS = 3;
const CUSTOM_COUNT_BITS = 6;

const readCore = (reader: BitReader, vendor: number): TcCore | null => {
  if (reader.read(VERSION_BITS) !== VERSION) return null;
  reader.skip(TIME_BITS);
  const lastUpdatedAt = reader.read(TIME_BITS) * DECISECOND_MS;
  reader.skip(TOOL_BITS);
  const policyVersion = reader.read(POLICY_BITS);
  const isServiceSpecific = reader.readFlag();
  reader.skip(FEATURE_BITS);
  const consents = reader.read(IAB_PURPOSE_BITS);
  reader.skip(AFTER_PURPOSES_BITS);
  const hasVendorConsent = vendorsContain(reader, vendor);
  const legitimateInterest = vendorsContain(reader, NO_VENDOR);
  if (hasVendorConsent === null || legitimateInterest === null || !skipRestrictions(reader)) return null;
  return { lastUpdatedAt, policyVersion, isServiceSpecific, consents, hasVendorConsent };
};

/** The segments that may follow the core, in any order, each at most once. */
type Segment =
  | { readonly type: "disclosed" }
  | { readonly type: "allowed" }
  | { readonly type: "publisher"; readonly consents: IabPurposes };

const readPublisher = (reader: BitReader): Segment => {
  const consents = reader.read(IAB_PURPOSE_BITS);
  reader.skip(IAB_PURPOSE_BITS);
  // A consent and a legitimate interest for each purpose that the publisher made up.
  reader.skip(2 * reader.read(CUSTOM_COUNT_BITS));
  return { type: "publisher", consents };
};

const readSegment = (reader: BitReader): Segment | null => {
  const type = reader.read(SEGMENT_TYPE_BITS);
  if (type === 3) return readPublisher(reader);
  if (type !== 1 && type !== 2) return null;
  return vendorsContain(reader, NO_VENDOR) === null ? null : { type: type === 1 ? "disclosed" : "allowed" };
};

const readSegments = (texts: readonly string[]): ReadonlyMap<Segment["type"], Segment> | null => {
  const segments = new Map<Segment["type"], Segment>();
  for (const text of texts) {
    const segment = readBits(text, readSegment);
    if (segment === null || segments.has(segment.type)) return null;
    segments.set(segment.type, segment);
  }
  return segments;
};

/** Null where the text is no TC string of version 2, whole. `vendor` is the one whose consent is looked up. */
export const readTcString = (text: string, vendor: number = NO_VENDOR): TcString | null => {
  const [coreText = "", ...segmentTexts] = text.split(".");
  const core = readBits(coreText, (reader) => readCore(reader, vendor));
  const segments = core === null ? null : readSegments(segmentTexts);
  if (core === null || segments === null) return null;
  const publisher = segments.get("publisher");
  return {
    ...core,
    hasDisclosedVendors: segments.has("disclosed"),
    publisherConsents: publisher?.type === "publisher" ? publisher.consents : null,
  };
};
