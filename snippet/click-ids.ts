/**
 * JSON without what ad platforms add to addresses to recognise a click (gclid, dclid, fbclid, ttclid, twclid, msclkid,
 * gbraid, wbraid, li_fat_id, rdt_cid, ScCid, epik): it needs `ad_storage`, even to leave the browser. Over the text and
 * not the fields, so that it holds for an address in whatever parameter. The server tidies what is left of the query.
 */
export const withoutClickIds = (json: string): string =>
  json.replace(/([?&#])\w*(clk?id|braid|fat_id|t_cid|sccid|epik)=[^&#"\\]*/gi, "$1");
