const CLICK_IDS =
  /([?&#])((gclid|gbraid|wbraid|fbclid|msclkid|ttclid|li_fat_id|twclid|epik|rdt_cid|sccid)=[^&#]*(&|(?=#|$)))+/gi;
const LOOSE_ENDS = /[?&#]+(?=#|$)/g;

/** The address without what ad platforms added to recognise a click: needs `ad_storage`, even to leave the browser. */
export const withoutClickIds = (url: string): string => url.replace(CLICK_IDS, "$1").replace(LOOSE_ENDS, "");
