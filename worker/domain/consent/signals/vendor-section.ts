import type { BitReader } from "./bit-reader.ts";

/** Nobody's id: for lists that are walked over to find their end. Vendors are numbered from 1. */
export const NO_VENDOR = 0;

const VENDOR_BITS = 16;
const COUNT_BITS = 12;
const RESTRICTION_BITS = 6 + 2;

/**
 * Whether the list of single vendors and ranges contains the vendor; null where a range runs backwards. No range is
 * expanded: with 4,095 of them over 65,535 vendors each, a short text would cost seconds.
 */
const rangesContain = (reader: BitReader, vendor: number): boolean | null => {
  let isContained = false;
  let isForward = true;
  for (let left = reader.read(COUNT_BITS); left > 0; left -= 1) {
    const isRange = reader.readFlag();
    const first = reader.read(VENDOR_BITS);
    const last = isRange ? reader.read(VENDOR_BITS) : first;
    isContained ||= vendor !== NO_VENDOR && first <= vendor && vendor <= last;
    isForward &&= first <= last;
  }
  return isForward ? isContained : null;
};

const bitsContain = (reader: BitReader, vendor: number, highest: number): boolean => {
  if (vendor < 1 || vendor > highest) {
    reader.skip(highest);
    return false;
  }
  reader.skip(vendor - 1);
  const isContained = reader.readFlag();
  reader.skip(highest - vendor);
  return isContained;
};

/** Reads a list of vendors to its end; whether it contains the vendor, or null where it is no list. */
export const vendorsContain = (reader: BitReader, vendor: number): boolean | null => {
  const highest = reader.read(VENDOR_BITS);
  const isRanges = reader.readFlag();
  return isRanges ? rangesContain(reader, vendor) : bitsContain(reader, vendor, highest);
};

/** Reads the publisher's restrictions of vendors to their end; whether they are any. Nothing of ours hangs on them. */
export const skipRestrictions = (reader: BitReader): boolean => {
  let isWellFormed = true;
  for (let left = reader.read(COUNT_BITS); left > 0; left -= 1) {
    reader.skip(RESTRICTION_BITS);
    isWellFormed &&= rangesContain(reader, NO_VENDOR) !== null;
  }
  return isWellFormed;
};
