import * as gpp from "@iabgpp/cmpapi";
import * as fc from "fast-check";

/** The US sections of the IAB's library, by their ids in GPP. */
export const US_SECTIONS = [
  gpp.UsNat,
  gpp.UsCa,
  gpp.UsVa,
  gpp.UsCo,
  gpp.UsUt,
  gpp.UsCt,
  gpp.UsFl,
  gpp.UsMt,
  gpp.UsOr,
  gpp.UsTx,
  gpp.UsDe,
  gpp.UsIa,
  gpp.UsNe,
  gpp.UsNh,
  gpp.UsNj,
  gpp.UsTn,
  gpp.UsMn,
  gpp.UsMd,
  gpp.UsIn,
  gpp.UsKy,
  gpp.UsRi,
] as const;
export type UsSection = (typeof US_SECTIONS)[number];

export type FieldValue = number | boolean | readonly number[];
export type Fields = Readonly<Record<string, FieldValue>>;

/** The field that says whether there is a second segment; null where there can be none. */
const inclusionOf = (section: UsSection): string | null => {
  if ("Gpc" in new section().toObj()) return "GpcSegmentIncluded";
  return [25, 26, 27].includes(section.ID) ? "SensitiveDataConsentSegmentIncluded" : null;
};

/** A section that allows ads: notices given, nobody opted out, nothing else said. */
export const allowingFields = (section: UsSection): Fields =>
  Object.fromEntries(
    Object.entries(new section().toObj() as Fields).map(([name, value]) => {
      if (name.endsWith("Notice")) return [name, 1];
      return [name, name.endsWith("OptOut") ? 2 : value];
    }),
  );

export const encodeUs = (section: UsSection, fields: Fields, hasSecond = true): string => {
  const one = new section();
  for (const [name, value] of Object.entries(fields)) one.setFieldValue(name, value);
  const inclusion = inclusionOf(section);
  if (inclusion !== null) one.setFieldValue(inclusion, hasSecond);
  return one.encode();
};

/** A GPP string of `[id, text]`, in ascending order of ids. */
export const gppOf = (...sections: readonly (readonly [number, string])[]): string => {
  const header = new gpp.HeaderV1();
  header.setFieldValue(
    "SectionIds",
    sections.map(([id]) => id),
  );
  return [header.encode(), ...sections.map(([, text]) => text)].join("~");
};

/** What a US section is made from. */
export interface UsSample {
  readonly section: UsSection;
  readonly fields: Fields;
  /** Whether it has its second segment. */
  readonly hasSecond: boolean;
}

const anyValue = (name: string, value: FieldValue): fc.Arbitrary<FieldValue> => {
  const twoBits = fc.integer({ min: 0, max: 2 });
  if (typeof value === "boolean") return fc.boolean();
  if (typeof value === "object") {
    return fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, twoBits), {
      minLength: value.length,
      maxLength: value.length,
    });
  }
  return name === "MspaCoveredTransaction" ? fc.constantFrom(1, 2) : twoBits;
};
const FIXED = new Set(["Version", "MspaVersion", "GpcSegmentType"]);

const changeFields = (fields: Fields): fc.Arbitrary<Fields> =>
  fc
    .subarray(
      Object.keys(fields).filter((name) => !FIXED.has(name)),
      { maxLength: 4 },
    )
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, anyValue(name, fields[name] ?? 0)]))),
    )
    .map((changed) => ({ ...fields, ...changed }));

/** A section that allows ads, with up to four fields changed: every field anew would nearly always deny. */
export const anyUs: fc.Arbitrary<UsSample> = fc.constantFrom(...US_SECTIONS).chain((section) =>
  fc.record({
    section: fc.constant(section),
    fields: changeFields(allowingFields(section)),
    hasSecond: fc.boolean(),
  }),
);

/** Several sections in one string. */
export const anyUsString: fc.Arbitrary<readonly UsSample[]> = fc
  .uniqueArray(anyUs, { minLength: 1, maxLength: 4, selector: ({ section }) => section.ID })
  .map((samples) => samples.toSorted((a, b) => a.section.ID - b.section.ID));

export const encodeSamples = (samples: readonly UsSample[]): string =>
  gppOf(
    ...samples.map(({ section, fields, hasSecond }): [number, string] => [
      section.ID,
      encodeUs(section, fields, hasSecond),
    ]),
  );
