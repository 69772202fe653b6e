import { type BitReader, readBits } from "./bit-reader.ts";

const HEADER_TYPE = 3;
const HEADER_VERSION = 1;
const FIELD_BITS = 6;
const GROUP_COUNT_BITS = 12;
/** Highest id of a section that can be read; the IAB has come to 27. */
export const SECTION_ID_MAX = 63;
export const SECTIONS_MAX = 32;
/** Every number up to 63 is a sum of these, no two neighbours among them. */
const FIBONACCI = [1, 2, 3, 5, 8, 13, 21, 34, 55] as const;

/**
 * A number in Fibonacci coding: a bit for each number of the sequence, the smallest first, and a second 1 after the last
 * that counts. Null where it goes on for longer than our ids do.
 */
const readFibonacci = (reader: BitReader): number | null => {
  let value = 0;
  let isAfterOne = false;
  for (const summand of FIBONACCI) {
    const isOne = reader.readFlag();
    if (isOne && isAfterOne) return value;
    if (isOne) value += summand;
    isAfterOne = isOne;
  }
  return isAfterOne && reader.readFlag() ? value : null;
};

/** Adds one id, or a range of them, to the ascending list; false where that is more than is read. */
const readGroup = (reader: BitReader, ids: number[]): boolean => {
  const isRange = reader.readFlag();
  const distance = readFibonacci(reader);
  const more = isRange ? readFibonacci(reader) : 0;
  if (distance === null || more === null) return false;
  const first = (ids.at(-1) ?? 0) + distance;
  if (first + more > SECTION_ID_MAX || ids.length + 1 + more > SECTIONS_MAX) return false;
  for (let id = first; id <= first + more; id += 1) ids.push(id);
  return true;
};

/** The ids that the header of a GPP string lists, ascending; null where it is no such header. */
export const readHeader = (reader: BitReader): readonly number[] | null => {
  if (reader.read(FIELD_BITS) !== HEADER_TYPE || reader.read(FIELD_BITS) !== HEADER_VERSION) return null;
  const ids: number[] = [];
  const groups = reader.read(GROUP_COUNT_BITS);
  for (let left = groups; left > 0; left -= 1) {
    if (!readGroup(reader, ids)) return null;
  }
  return ids;
};

/** One section of a GPP string, as it is written. */
export interface GppSection {
  readonly id: number;
  readonly text: string;
}

/** The sections of a GPP string; null where its header cannot be read or lists others than there are. */
export const splitGpp = (text: string): readonly GppSection[] | null => {
  const [header = "", ...sections] = text.split("~");
  const ids = readBits(header, readHeader);
  if (ids === null || ids.length !== sections.length) return null;
  return ids.map((id, index) => ({ id, text: sections[index] ?? "" }));
};
