/** With what separates them from the next parameter, and a look at whether the address ends there. */
const CLICK_IDS =
  /([?&#])(?:(?:(?:g|fb|tt|tw)clid|[gw]braid|msclkid|li_fat_id|epik|rdt_cid|sccid)=[^&#"\\]*&?)+(?=([#"\\])?)/gi;

/**
 * JSON without what ad platforms add to addresses to recognise a click: needs `ad_storage`, even to leave the browser.
 * Over the text, not the fields, so that it holds for an address in whatever parameter.
 */
export const withoutClickIds = (json: string): string =>
  json.replace(CLICK_IDS, (_, separator: string, end?: string) => (end ? "" : separator));
