/** What stands in front of given names and behind family names, and is none. Source: Google's Data Manager utilities. */
const PREFIX = /^(?:mr|mrs|ms|dr)\.\s*/;
const SUFFIX = /(?:,\s*|\s+)(?:jr|sr|2nd|3rd|ii|iii|iv|v|vi|cpa|dc|dds|vm|jd|md|phd)\.?$/;

const clean = (name: string): string => name.normalize("NFC").trim().toLowerCase();

export const givenNameForGoogle = (name: string): string => clean(name).replace(PREFIX, "").trim();

const withoutEnd = (name: string): string => name.replace(/[,\s]+$/, "");
const withoutSuffix = (name: string): string => withoutEnd(name.replace(SUFFIX, ""));

export const familyNameForGoogle = (name: string): string => {
  let rest = withoutEnd(clean(name));
  for (let shorter = withoutSuffix(rest); shorter !== rest; shorter = withoutSuffix(rest)) rest = shorter;
  return rest;
};

/** Letters and digits of all scripts: no punctuation, no spaces. */
export const nameForMeta = (name: string): string => clean(name).replace(/[^\p{L}\p{M}\p{N}]/gu, "");
