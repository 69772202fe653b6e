import {
  UsCa,
  UsCo,
  UsCt,
  UsDe,
  UsFl,
  UsIa,
  UsIn,
  UsKy,
  UsMd,
  UsMn,
  UsMt,
  UsNat,
  UsNe,
  UsNh,
  UsNj,
  UsOr,
  UsRi,
  UsTn,
  UsTx,
  UsUt,
  UsVa,
} from "@iabgpp/cmpapi";
import { type BitReader, readBits } from "./bit-reader.ts";

/** The fields of a US section by the IAB's names: numbers of two bits, lists of them, and booleans. */
export type UsFields = Readonly<Record<string, unknown>>;

interface SectionClass {
  readonly ID: number;
  new (text: string): { toObj: () => unknown };
}

const CLASSES: ReadonlyMap<number, SectionClass> = new Map(
  [
    UsNat,
    UsCa,
    UsVa,
    UsCo,
    UsUt,
    UsCt,
    UsFl,
    UsMt,
    UsOr,
    UsTx,
    UsDe,
    UsIa,
    UsNe,
    UsNh,
    UsNj,
    UsTn,
    UsMn,
    UsMd,
    UsIn,
    UsKy,
    UsRi,
  ].map((section: SectionClass) => [section.ID, section]),
);

export const isUsSection = (id: number): boolean => CLASSES.has(id);

/** The longest that there is has 16 characters; some more are left for padding. */
const TEXT_MAX = 32;
const SEGMENTS = /^(?<core>[\w-]+)(?:\.(?<second>[\w-]+))?$/;

const VERSION_BITS = 6;
const SEGMENT_TYPE_BITS = 2;
const GPC_SEGMENT = 1;
/** Sections that have no second segment at all: for them the library overlooks one. */
const WITHOUT_SECOND: ReadonlySet<number> = new Set([UsVa.ID, UsUt.ID, UsFl.ID]);
/** Sections whose second segment is about sensitive data and has no type. */
const WITH_SENSITIVE: ReadonlySet<number> = new Set([UsIn.ID, UsKy.ID, UsRi.ID]);

/** Version 1 of the national section is 60 bits long, in 10 or, padded, 11 characters; version 2 has 70. */
const isNationalVersion = (version: number | null, characters: number): boolean =>
  (version === 1 && (characters === 10 || characters === 11)) || (version === 2 && characters >= 12);

const isKnownVersion = (id: number, core: string): boolean => {
  const version = readBits(core, (reader: BitReader) => reader.read(VERSION_BITS));
  return id === UsNat.ID ? isNationalVersion(version, core.length) : version === 1;
};

const isKnownSecond = (id: number, second: string | undefined): boolean => {
  if (second === undefined || WITH_SENSITIVE.has(id)) return true;
  if (WITHOUT_SECOND.has(id)) return false;
  return readBits(second, (reader: BitReader) => reader.read(SEGMENT_TYPE_BITS)) === GPC_SEGMENT;
};

/** The library checks what is written, not what is read: two bits can say 3, which means nothing. */
const hasMeaning = ([name, value]: readonly [string, unknown]): boolean => {
  if (name === "Version" || name === "MspaVersion") return true;
  if (name === "MspaCoveredTransaction") return value === 1 || value === 2;
  return [value].flat().every((one) => typeof one === "boolean" || (typeof one === "number" && one <= 2));
};

const decode = (section: SectionClass, text: string): UsFields | null => {
  try {
    return new section(text).toObj() as UsFields;
  } catch {
    // The library throws for every text that it cannot read, errors of many kinds.
    return null;
  }
};

/**
 * The fields of a US section (ids 7 to 27); null where it does not decode, has a value without a meaning, or is of a
 * version that is not known here. Fields are of fixed length, and nothing is expanded.
 */
export const readUsSection = (id: number, text: string): UsFields | null => {
  const section = CLASSES.get(id);
  if (section === undefined || text.length > TEXT_MAX) return null;
  const { core = "", second } = SEGMENTS.exec(text)?.groups ?? {};
  if (!isKnownVersion(id, core) || !isKnownSecond(id, second)) return null;
  const fields = decode(section, text);
  return fields !== null && Object.entries(fields).every(hasMeaning) ? fields : null;
};
