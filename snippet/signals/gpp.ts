import type { ConsentStamp } from "../../schemas/consent.ts";
import type { GppEvent } from "./tools.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What is opted out of, with the notice that must have been given of it. */
const OPT_OUTS = { Sale: "SaleOptOut", Sharing: "SharingOptOut", Targeted: "TargetedAdvertisingOptOut" };

const isYes = (value: unknown): boolean => value === true || value === 1;

/** Whether a field that says something of children says that this is one. */
const isChild = (value: unknown): boolean => [value].flat().some((state) => state === 1 || state === 2);

/** Whether a United States section denies selling, sharing or targeting. */
const denies = (fields: Fields): boolean =>
  isYes(fields["Gpc"]) ||
  fields["OptOutSale"] === "Y" ||
  fields["MspaServiceProviderMode"] === 1 ||
  fields["PersonalDataConsents"] === 2 ||
  isChild(fields["KnownChildSensitiveDataConsents"]) ||
  Object.values(OPT_OUTS).some((field) => {
    const [out, notice] = [fields[field], fields[`${field}Notice`]];
    return out === 1 || notice === 2 || (out === 2 && notice === 0);
  });

/** Whether it says of anything that the visitor did not opt out of it. */
const keepsIn = (fields: Fields): boolean => Object.values(OPT_OUTS).some((field) => fields[field] === 2);

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
