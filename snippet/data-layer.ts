import type { ChunkApi } from "./chunks.ts";

/** GA4's event parameters that we know. Everything else in a data layer stays there: shops put addresses in it. */
const PARAMS =
  "value currency transaction_id cart_id coupon shipping tax payment_type shipping_tier items item_list_id item_list_name promotion_id promotion_name creative_name creative_slot search_term method content_type content_id".split(
    " ",
  );
/** An event name; tag managers' own (`gtm.js`) have a dot. */
const NAME = /^[a-z]\w{0,39}$/i;
/** We count views, and take addresses from forms, ourselves. */
const OURS = ["page_view", "identify"];

type Fields = Record<string, unknown>;

/** `{ event, ecommerce }`, or gtag's `arguments` of `'event', name, params`. */
const read = (entry: Fields): { name: unknown; fields: Fields } =>
  entry[0] === "event"
    ? { name: entry[1], fields: { ...(entry[2] as Fields) } }
    : { name: entry.event, fields: { ...entry, ...(entry.ecommerce as Fields) } };

/** Replays what a data layer holds, then hears what is pushed. */
export default ({ track, signal }: ChunkApi): void => {
  const layer = (window as unknown as { dataLayer: Fields[] }).dataLayer;
  /** Tag managers replay entries; the same object is the same push. */
  const seen = new WeakSet<Fields>();

  const hear = (entry: Fields): void => {
    try {
      if (signal.aborted || seen.has(entry)) return;
      seen.add(entry);
      const { name, fields } = read(entry);
      if (typeof name !== "string" || !NAME.test(name) || OURS.includes(name)) return;
      const known = PARAMS.filter((param) => fields[param] !== undefined && fields[param] !== null);
      track(name, Object.fromEntries(known.map((param) => [param, fields[param]])));
    } catch {
      // Not an entry of ours to judge.
    }
  };

  // eslint-disable-next-line unicorn/no-useless-spread -- a copy: hearing may push
  [...layer].forEach(hear);
  const original = layer.push;
  const patched = function (this: Fields[], ...entries: Fields[]): number {
    const length = original.apply(this, entries);
    entries.forEach(hear);
    return length;
  };
  layer.push = patched;
  signal.addEventListener("abort", () => {
    if (layer.push === patched) layer.push = original;
  });
};
