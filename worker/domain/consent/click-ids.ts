/** Click ids of ad platforms, as they arrive in a landing address. Values are case-sensitive. */
export const CLICK_ID_PARAMETERS = [
  "gclid",
  "gbraid",
  "wbraid",
  "fbclid",
  "msclkid",
  "ttclid",
  "li_fat_id",
  "twclid",
  "epik",
  "rdt_cid",
  "ScCid",
] as const;

const parametersOf = (names: readonly string[]): RegExp =>
  new RegExp(`([?&])(?:(?:${names.join("|")})=[^&#]*(?:&|(?=#|$)))+`, "gi");

const without = (url: string, parameters: RegExp): string =>
  url.replace(parameters, (cut: string, separator: string, at: number) =>
    ["", "#"].includes(url.charAt(at + cut.length)) ? "" : separator,
  );

const CLICK_IDS = parametersOf(CLICK_ID_PARAMETERS);
const CAMPAIGN = parametersOf([...CLICK_ID_PARAMETERS, "utm_[a-z_]{1,40}"]);

/** The address without click ids: they need `ad_storage`, the rest of the address does not and stays as it is. */
export const withoutClickIds = (url: string): string => without(url, CLICK_IDS);

/** The address without all that tells how somebody came there once: whoever goes there again comes another way. */
export const withoutCampaign = (url: string): string => without(url, CAMPAIGN);
