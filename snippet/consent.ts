import type { ConsentStamp, Purpose } from "../schemas/consent.ts";
import { DAY_MS } from "../schemas/limits.ts";
import { readItem, writeItem } from "./local-items.ts";
import { settings } from "./settings.ts";

/** Schemas are not imported as values. A test compares this list with the schema's. */
export const PURPOSES: Purpose[] = [
  "analytics_storage",
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "email_marketing",
  "sms_marketing",
  "push_marketing",
];
/** Those a banner asks for; the others are asked for where an address is typed. */
const STORAGE_PURPOSES = PURPOSES.slice(0, 4);

/** What a banner needs to know. */
export interface ConsentView {
  /** Explicit choices; a purpose left out is unset. */
  consent: ConsentStamp;
  /** Purposes that hold right now: by choice, or by the region's default. */
  granted: Purpose[];
  mode: typeof settings.mode;
  /** Whether the browser sends Global Privacy Control. */
  gpc: boolean;
  /** Whether the visitor should be asked. */
  ask: boolean;
}

export const choiceKey = `h.${settings.site}`;
export const gpc = !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

let choice: ConsentStamp = {};
let chosenAt = 0;
/** Whether the server has yet to hear of the choice. Kept with it: a withdrawal made offline is told on the next page. */
let isUntold = false;

export const currentChoice = (): { consent: ConsentStamp; at: number; isUntold: boolean } => ({
  consent: choice,
  at: chosenAt,
  isUntold,
});

const validChoices = (input: unknown): ConsentStamp => {
  const stamp: ConsentStamp = {};
  for (const purpose of PURPOSES) {
    const state = (input as ConsentStamp)[purpose];
    if (state === "granted" || state === "denied") stamp[purpose] = state;
  }
  return stamp;
};

const isDenied = (purpose: Purpose): boolean =>
  (gpc && settings.gpc && purpose.startsWith("ad_")) || choice[purpose] === "denied";

export const isGranted = (purpose: Purpose): boolean =>
  !isDenied(purpose) && (choice[purpose] === "granted" || settings.granted.includes(purpose));

/** An event history may be kept. */
export const maySend = (): boolean => isGranted("analytics_storage") || isGranted("ad_storage");
/** No later choice on this page is to be waited for. */
export const isRefused = (): boolean => isDenied("analytics_storage") && isDenied("ad_storage");

/** Storage and ad purposes that hold: what a withdrawal takes away. */
export const grantedStorage = (): Purpose[] => STORAGE_PURPOSES.filter(isGranted);

export const consentView = (): ConsentView => ({
  consent: { ...choice },
  granted: PURPOSES.filter(isGranted),
  mode: settings.mode,
  gpc,
  ask: settings.mode === "opt-in" && !STORAGE_PURPOSES.some((purpose) => choice[purpose]),
});

const remember = (): void => writeItem(choiceKey, JSON.stringify({ c: choice, t: chosenAt, u: +isUntold }));

/** Takes over what this or another tab remembered; a choice too old is none. */
export const recallChoice = (): void => {
  choice = {};
  chosenAt = 0;
  try {
    const { c, t, u } = JSON.parse(readItem(choiceKey)!) as { c: unknown; t: number; u: number };
    if (Date.now() - t < settings.reask_days * DAY_MS) {
      choice = validChoices(c);
      chosenAt = t;
      isUntold = !!u;
    }
  } catch {
    // Nothing remembered, or not by us.
  }
};

/** Adds choices to the ones made before. False when they say nothing new: banners repeat themselves on every page. */
export const choose = (input: unknown): boolean => {
  const next = { ...choice, ...validChoices(input) };
  if (PURPOSES.every((purpose) => next[purpose] === choice[purpose])) return false;
  // Where nothing may be sent before and after, the server has nothing it would have to act on.
  isUntold ||= maySend();
  choice = next;
  chosenAt = Date.now();
  isUntold ||= maySend();
  remember();
  return true;
};

/** The server has acknowledged the choice made at that time. */
export const markTold = (at: number): void => {
  if (!isUntold || at !== chosenAt) return;
  isUntold = false;
  remember();
};
