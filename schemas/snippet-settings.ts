import type { ConsentSignals } from "./consent-signals.ts";
import type { ConsentStamp, Purpose } from "./consent.ts";

/** How the snippet hears consent tools; of the site's configuration and of the request. */
export interface HearSettings {
  tcf: "deny" | "purposes" | number;
  google: "hear" | "set" | "ignore";
  /** Where the visitor is: `DE`, `US-CA`; empty where unknown. Commands of Consent Mode name regions. */
  region: string;
  /** Whether the request carried Global Privacy Control, which scripts do not see of every browser that sends it. */
  gpc: boolean;
}

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
  /** How consent tools on the page are heard. */
  hear: HearSettings;
  /** What the snippet has behind it adds: what every body says beside the choices. */
  signals?: ConsentSignals | undefined;
  /** What `halley(verb, …)` can do, for what the snippet has behind it. */
  verbs?: SnippetVerbs;
}

/** What `halley('state', callback)` tells: what a banner needs to know. */
export interface ConsentView {
  /** Explicit choices; a purpose left out is unset. */
  consent: ConsentStamp;
  /** Purposes that hold right now: by choice, or by the region's default. */
  granted: Purpose[];
  /** Whether the browser sends Global Privacy Control. */
  gpc: boolean | undefined;
  /** Whether the visitor should be asked. */
  ask: boolean;
}
export type ConsentSubscriber = (view: ConsentView) => void;

/** What `halley(verb, …)` can do. None returns anything or throws. */
export interface SnippetVerbs {
  track: (type: string, params?: object) => void;
  page: (params?: object) => void;
  /** `signals` are what the choice rests on; heard only where the snippet has its watch behind it. */
  consent: (choice: ConsentStamp, signals?: ConsentSignals) => void;
  identify: (claim: object) => void;
  reset: () => void;
  flush: () => void;
  state: (subscriber: ConsentSubscriber) => void;
  /** Hands over the visitor's audiences, for ad stacks of the page; comes with the watch behind the core. */
  audiences?: (take: (audiences: HandedAudiences) => void) => void;
}

/** The visitor's audiences as they are, and in the words of OpenRTB 2.6, as Prebid takes them for `ortb2`. */
export interface HandedAudiences {
  audiences: string[];
  ortb2: { user: { data: { name: string; segment: { id: string }[] }[] } };
}
