import { Segment, SegmentEncoder, TCModel } from "@iabtechlabtcf/core";
import * as fc from "fast-check";
import { bitsOf } from "./bits.ts";

/** 2026-11-26. */
export const NOW = Date.UTC(2026, 10, 26);

/** What a TC string is made from. Lists are of numbers of purposes and of vendors. */
export interface TcSample {
  readonly lastUpdatedAt: number;
  readonly policyVersion: number;
  readonly isServiceSpecific: boolean;
  readonly consents: readonly number[];
  readonly interests: readonly number[];
  readonly vendors: readonly number[];
  readonly interestVendors: readonly number[];
  readonly publisherConsents: readonly number[];
  readonly customPurposes: number;
  /** The segments after the core, in this order. */
  readonly segments: readonly Segment[];
}

export const GOOD: TcSample = {
  lastUpdatedAt: Date.UTC(2026, 10, 1),
  policyVersion: 5,
  isServiceSpecific: true,
  consents: [1, 3, 4, 7, 9],
  interests: [],
  vendors: [2, 755],
  interestVendors: [],
  publisherConsents: [1, 3, 4, 7, 9],
  customPurposes: 0,
  segments: [Segment.VENDORS_DISCLOSED, Segment.PUBLISHER_TC],
};

export const modelOf = (sample: TcSample): TCModel => {
  const model = new TCModel();
  model.version = 2;
  model.cmpId = 300;
  model.cmpVersion = 1;
  model.vendorListVersion = 150;
  model.created = new Date(sample.lastUpdatedAt);
  model.lastUpdated = new Date(sample.lastUpdatedAt);
  model.policyVersion = sample.policyVersion;
  model.isServiceSpecific = sample.isServiceSpecific;
  model.purposeConsents.set([...sample.consents]);
  model.purposeLegitimateInterests.set([...sample.interests]);
  model.vendorConsents.set([...sample.vendors]);
  model.vendorLegitimateInterests.set([...sample.interestVendors]);
  model.vendorsDisclosed.set([...sample.vendors]);
  model.publisherConsents.set([...sample.publisherConsents]);
  model.publisherLegitimateInterests.set([...sample.interests]);
  model.numCustomPurposes = sample.customPurposes;
  return model;
};

/** The segments one by one: the library's own order and choice of them would not let us leave one out. */
export const encodeTc = (sample: TcSample): string =>
  [Segment.CORE, ...sample.segments].map((part) => SegmentEncoder.encode(modelOf(sample), part)).join(".");

const purposes = fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 24 });
/** Often those that decide. */
const decidingPurposes = fc
  .tuple(fc.subarray([1, 3, 4, 7, 9]), fc.subarray([2, 5, 6, 8, 10, 11, 24]), fc.boolean())
  .map(([deciding, others, hasFirst]) => [...new Set([...(hasFirst ? [1] : []), ...deciding, ...others])]);

/** Few and high ids are encoded as ranges, low ones as bits. */
const vendors = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
  fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { maxLength: 6 }),
  fc
    .tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 300 }))
    .map(([first, more]) => Array.from({ length: more + 1 }, (_, index) => first + index)),
);

/** Strings that count, with or without a publisher segment. */
export const anyGoodTc: fc.Arbitrary<TcSample> = fc.record({
  lastUpdatedAt: fc.integer({ min: 0, max: 394 }).map((days) => NOW - days * 86_400_000),
  policyVersion: fc.integer({ min: 4, max: 6 }),
  isServiceSpecific: fc.constant(true),
  consents: decidingPurposes,
  interests: purposes,
  vendors,
  interestVendors: vendors,
  publisherConsents: decidingPurposes,
  customPurposes: fc.integer({ min: 0, max: 8 }),
  segments: fc.constantFrom(
    [Segment.VENDORS_DISCLOSED],
    [Segment.VENDORS_DISCLOSED, Segment.PUBLISHER_TC],
    [Segment.PUBLISHER_TC, Segment.VENDORS_DISCLOSED],
    [Segment.VENDORS_DISCLOSED, Segment.VENDORS_ALLOWED],
    [Segment.PUBLISHER_TC, Segment.VENDORS_ALLOWED, Segment.VENDORS_DISCLOSED],
  ),
});

/** The bits of a core up to its lists of vendors, with all purposes consented to. */
export const CORE_HEAD_BITS = bitsOf(
  [2, 6],
  [Math.round(NOW / 100), 36],
  [Math.round(NOW / 100), 36],
  [300, 12],
  [1, 12],
  [0, 6],
  [0, 12],
  [150, 12],
  [5, 6],
  [1, 1],
  [0, 13],
  [0xff_ff_ff, 24],
  [0, 24],
  [0, 1],
  [0, 12],
);
/** An empty list of vendors, of bits. */
export const NO_VENDORS_BITS = bitsOf([0, 16], [0, 1]);
/** A list of 4,095 ranges, each over all vendors. */
export const HOSTILE_RANGES_BITS =
  bitsOf([65_535, 16], [1, 1], [4_095, 12]) + bitsOf([1, 1], [1, 16], [65_535, 16]).repeat(4_095);
