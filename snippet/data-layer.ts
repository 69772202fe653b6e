import type { ChunkApi } from "./chunks.ts";

/** GA4's parameters that we know. Everything else in a data layer stays there: shops put addresses in it. */
const PARAMS =
  /^(value|currency|(transaction|cart|content|promotion|item_list)_id|coupon|shipping(_tier)?|tax|(payment|content)_type|items|(item_list|promotion|creative)_name|creative_slot|search_term|method)$/;
/** An event name; tag managers' own (`gtm.js`) have a dot. Views are counted, and addresses taken from forms, by us. */
const NAMES = /^(?!page_view$|identify$)[a-z]\w{0,39}$/i;

type Fields = Record<string, unknown>;

/** Replays what a data layer holds, then hears what is pushed. */
export default ({ track, wrap }: ChunkApi): void => {
  const layer = (window as unknown as { dataLayer: Fields[] }).dataLayer;
  /** Tag managers replay entries; the same object is the same push. */
  const seen = new WeakSet<Fields>();

  const hear = (entry: Fields): void => {
    if (seen.has(entry)) return;
    seen.add(entry);
    // `{ event, ecommerce }`, or gtag's `arguments` of `'event', name, params`.
    const isGtag = entry[0] === "event";
    const name = isGtag ? entry[1] : entry.event;
    const fields = { ...entry, ...((isGtag ? entry[2] : entry.ecommerce) as Fields) };
    if (typeof name !== "string" || !NAMES.test(name)) return;
    const known = Object.entries(fields).filter(([key, value]) => PARAMS.test(key) && value != null);
    track(name, Object.fromEntries(known));
  };
  const hearAll = (entries: unknown[]): void => {
    for (const entry of entries) if (entry instanceof Object) hear(entry as Fields);
  };

  hearAll([...layer]);
  wrap(layer, "push", hearAll);
};
