import type { Purpose } from "./consent.ts";

/** What the Worker inlines in front of the snippet, resolved for the region of the request. */
export interface SnippetSettings {
  site: string;
  /** Purposes that hold while the visitor has not chosen. Global Privacy Control of the request is already in. */
  granted: Purpose[];
  /** Whether `navigator.globalPrivacyControl` denies the three ad purposes. */
  gpc: boolean;
  /** Whether visitors of this region are asked before anything is stored. */
  ask: boolean;
  /** After so many milliseconds a choice is asked for again. */
  reask_ms: number;
}
