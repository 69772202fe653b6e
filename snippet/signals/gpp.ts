import type { ConsentStamp } from "../../schemas/consent.ts";
import type { GppEvent } from "./tools.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Opt-outs, each with its notice: 1 is out, 2 is not, which counts for nothing without a notice. */
const OPT_OUTS = [
  ["SaleOptOut", "SaleOptOutNotice"],
  ["SharingOptOut", "SharingOptOutNotice"],
  ["SharingOptOut", "SharingNotice"],
  ["TargetedAdvertisingOptOut", "TargetedAdvertisingOptOutNotice"],
] as const;

const isYes = (value: unknown): boolean => value === true || value === 1;

/** Whether a United States section denies selling, sharing or targeting: what the server reads from the string. */
const denies = (fields: Fields): boolean =>
  isYes(fields["Gpc"]) ||
  fields["OptOutSale"] === "Y" ||
  fields["MspaServiceProviderMode"] === 1 ||
  fields["MspaMode"] === 2 ||
  fields["PersonalDataConsents"] === 2 ||
  // Any word on a known child, also in a list.
  [fields["KnownChildSensitiveDataConsents"]].flat().some(Boolean) ||
  OPT_OUTS.some(
    ([optOut, notice]) =>
      fields[optOut] === 1 || fields[notice] === 2 || (fields[optOut] === 2 && fields[notice] === 0),
  );

/** Whether it says of anything that the visitor did not opt out of it. */
const keepsIn = (fields: Fields): boolean => OPT_OUTS.some(([optOut]) => fields[optOut] === 2);

export interface GppSaid {
  states: ConsentStamp;
  /** The visitor could opt out and did not, or took it back: never a grant by itself. */
  isIn: boolean;
}

/** Numbers of United States sections start behind those of Europe and Canada; -1 says that none applies. */
const FIRST_US = 6;

/**
 * What the sections of the United States come to where any of them applies: each denies what is about ads, none grants.
 * Tools need not say which name belongs to which number, so none is left out.
 */
export const gppSays = ({ applicableSections, parsedSections }: GppEvent["pingData"]): GppSaid => {
  const isHere = applicableSections.some((id) => id >= FIRST_US);
  const sections = Object.entries(isHere ? parsedSections : {})
    .filter(([name]) => name.startsWith("us"))
    .map(([, section]): Fields => Object.assign({}, ...[section].flat()) as Fields);
  const isDenied = sections.some(denies);
  return {
    states: isDenied ? { ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" } : {},
    isIn: !isDenied && sections.some(keepsIn),
  };
};
