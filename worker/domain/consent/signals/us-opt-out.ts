import type { UsFields } from "./us-section.ts";

/** Values of the fields `*Notice`. */
const NOTICE_NOT_APPLICABLE = 0;
const NOTICE_NOT_GIVEN = 2;
/** Values of the fields `*OptOut`. */
const OPTED_OUT = 1;
const DID_NOT_OPT_OUT = 2;
/** `MspaServiceProviderMode` of most sections, `MspaMode` of those since Maryland's. */
const SERVICE_PROVIDER = 1;
const MODE_SERVICE_PROVIDER = 2;
const PERSONAL_DATA_DENIED = 2;

/** An opt-out with the field of its notice. "Did not opt out" counts for nothing where nobody was told of it. */
const OPT_OUTS = [
  ["SaleOptOut", "SaleOptOutNotice"],
  ["SharingOptOut", "SharingOptOutNotice"],
  ["SharingOptOut", "SharingNotice"],
  ["TargetedAdvertisingOptOut", "TargetedAdvertisingOptOutNotice"],
] as const;

const isChild = ({ KnownChildSensitiveDataConsents: consents }: UsFields): boolean =>
  [consents].flat().some((consent) => consent !== undefined && consent !== 0);

/**
 * Whether a US section forbids ads that follow somebody from site to site: the rule of Prebid's `mspa/activityControls`,
 * stricter in that any word on a known child forbids.
 */
export const isOptedOut = (fields: UsFields): boolean =>
  fields["Gpc"] === true ||
  fields["MspaServiceProviderMode"] === SERVICE_PROVIDER ||
  fields["MspaMode"] === MODE_SERVICE_PROVIDER ||
  fields["PersonalDataConsents"] === PERSONAL_DATA_DENIED ||
  isChild(fields) ||
  OPT_OUTS.some(
    ([optOut, notice]) =>
      fields[optOut] === OPTED_OUT ||
      fields[notice] === NOTICE_NOT_GIVEN ||
      (fields[optOut] === DID_NOT_OPT_OUT && fields[notice] === NOTICE_NOT_APPLICABLE),
  );
