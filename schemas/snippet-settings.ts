import type { ConsentMode, Purpose } from "./consent.ts";

/** What the Worker inlines in front of the snippet, resolved for the region of the request. */
export interface SnippetSettings {
  site: string;
  /** Path of the collector on the script's own host, without the verb: `/h/demo`. */
  base: string;
  mode: ConsentMode;
  /** Purposes that hold while the visitor has not chosen. Global Privacy Control of the request is already in. */
  granted: Purpose[];
  /** Whether `navigator.globalPrivacyControl` denies the three ad purposes. */
  gpc: boolean;
  /** After this many days a choice is asked for again. */
  reask_days: number;
}
