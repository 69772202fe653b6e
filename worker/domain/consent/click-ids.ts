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

const CLICK_IDS = new RegExp(`([?&])(?:(?:${CLICK_ID_PARAMETERS.join("|")})=[^&#]*(?:&|(?=#|$)))+`, "gi");

/** The address without click ids: they need `ad_storage`, the rest of the address does not and stays as it is. */
export const withoutClickIds = (url: string): string =>
  url.replace(CLICK_IDS, (cut: string, separator: string, at: number) =>
    ["", "#"].includes(url.charAt(at + cut.length)) ? "" : separator,
  );
