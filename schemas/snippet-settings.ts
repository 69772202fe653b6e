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
  /** What browsers subscribe to push messages with: base64url of 65 bytes. Left out where the site sends none. */
  push?: string;
  /** What the snippet has behind it adds: what every body says beside the choices. */
  signals?: ConsentSignals | undefined;
  /** What `halley(verb, …)` can do, for what the snippet has behind it. */
  verbs?: SnippetVerbs;
  /** The core's word: 0 from when a beacon leaves until one is answered, be it by a later try, then 1. */
  told?: 0 | 1;
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

/** What `halley('identify', …)` takes: an `email` or a `phone`, and what else the event is to say. */
export interface IdentityClaim {
  email?: string | undefined;
  phone?: string | undefined;
  /**
   * Choices that the visitor makes with it, as by a box beside the field. An address that comes with the wish to be written
   * to there is told also where the visitor refused everything else.
   */
  consent?: ConsentStamp;
  [parameter: string]: unknown;
}

/** What `halley(verb, …)` can do. None returns anything or throws. */
export interface SnippetVerbs {
  track: (type: string, params?: object) => void;
  page: (params?: object) => void;
  /** `signals` are what the choice rests on; heard only where the snippet has its watch behind it. */
  consent: (choice: ConsentStamp, signals?: ConsentSignals) => void;
  identify: (claim: IdentityClaim) => void;
  reset: () => void;
  flush: () => void;
  state: (subscriber: ConsentSubscriber) => void;
  /** Hands over the visitor's audiences, for ad stacks of the page; comes with the watch behind the core. */
  audiences?: (take: (audiences: HandedAudiences) => void) => void;
  /** Hands over the cart that the link of a message brings back; comes with the watch behind the core. */
  cart?: (take: TakeCart) => void;
  /** Subscribes this browser to push messages, or with `false` no longer; comes with the watch behind the core. */
  push?: (...call: PushCall) => void;
}

export type TakeCart = (cart: RecoveredCart) => void;

/** The cart that a message spoke of, in GA4's words, as the shop wrote them into its events. */
export interface RecoveredCart {
  items: { item_id?: string; item_name?: string; item_variant?: string; quantity: number; price?: number }[];
  /** ISO 4217; null where no event named one. */
  currency: string | null;
  /** Decimal. */
  value: number;
  /** The shop's own id of the cart; null where it names none. */
  cart_id: string | null;
}

/** `halley('push', callback?)` or `halley('push', false, callback?)`. */
export type PushCall = [tell?: PushTeller] | [isWanted: boolean, tell?: PushTeller];
export type PushTeller = (outcome: PushOutcome) => void;

/**
 * What became of it. `refused`: the browser's question was not answered with yes; `no_gesture`: the visitor has to do
 * something on the page for the question to be asked; `no_consent`: nothing that a subscription could be kept with is
 * allowed; `unsupported`: this browser, or this site, has no push messages; `failed`: offline, or the server was.
 */
export type PushOutcome =
  "subscribed" | "unsubscribed" | "refused" | "no_gesture" | "no_consent" | "unsupported" | "failed";

/** The visitor's audiences as they are, and in the words of OpenRTB 2.6, as Prebid takes them for `ortb2`. */
export interface HandedAudiences {
  audiences: string[];
  ortb2: { user: { data: { name: string; segment: { id: string }[] }[] } };
}
