import type { SnippetVerbs } from "../schemas/snippet-settings.ts";
import { wrap } from "./wrap.ts";

/** GA4's parameters that we know. Everything else in a data layer stays there: shops put addresses in it. */
const PARAMS =
  /^((item_list|promotion|creative|transaction|cart|content|payment)_(id|name|slot|type)|items|value|currency|coupon|shipping(_tier)?|tax|search_term|method)$/;
/** An event name; tag managers' own (`gtm.js`) have a dot. Views are counted, and addresses taken from forms, by us. */
const NAMES = /^(?!(page_view|identify|undefined)$)[a-z]\w{0,39}$/i;

type Fields = Record<string, unknown>;

const page = window as unknown as { dataLayer?: Fields[] };
let heard: Fields[] | undefined;

/** Replays what a data layer holds, then hears what is pushed. Asked again, it hears a layer that came later. */
export const hearDataLayer = ({ track }: SnippetVerbs): void => {
  const { dataLayer } = page;
  if (!dataLayer || heard) return;
  heard = dataLayer;
  /** Tag managers replay entries; the same object is the same push. */
  const seen = new WeakSet<Fields>();

  const hear = (entry: Fields): void => {
    if (seen.has(entry)) return;
    seen.add(entry);
    // `{ event, ecommerce }`, or gtag's `arguments` of `'event', name, params`.
    const isGtag = entry[0] === "event";
    const name = isGtag ? entry[1] : entry["event"];
    const fields = { ...entry, ...((isGtag ? entry[2] : entry["ecommerce"]) as Fields) };
    if (!NAMES.test(name as string)) return;
    const known = Object.entries(fields).filter(([key, value]) => PARAMS.test(key) && value != null);
    track(name as string, Object.fromEntries(known));
  };
  const hearAll = (entries: unknown[]): void => {
    for (const entry of entries) hear(Object(entry) as Fields);
  };

  hearAll([...dataLayer]);
  wrap(dataLayer as unknown as { push: (...entries: never[]) => unknown }, "push", hearAll);
};
