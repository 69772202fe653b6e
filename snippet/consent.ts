import type { ConsentStamp, ConsentState, Purpose } from "../schemas/consent.ts";
import { DAY_MS } from "../schemas/limits.ts";
import { withItems } from "./local-items.ts";
import { ownName, settings } from "./settings.ts";

/** The snippet imports no schema as a value; a test compares these lists with the schema's. */
const KEEPING_PURPOSES: Purpose[] = ["analytics_storage", "ad_storage"];
const STORAGE_PURPOSES: Purpose[] = [...KEEPING_PURPOSES, "ad_user_data", "ad_personalization"];
const PURPOSES: Purpose[] = [...STORAGE_PURPOSES, "email_marketing", "sms_marketing", "push_marketing"];

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

export const gpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

export let choice: ConsentStamp = {};
/** By the browser's clock; 0 when nothing was chosen. */
let chosenAt = 0;
/** Whether the server has yet to hear of the choice. Kept with it: a withdrawal made offline is told on the next page. */
export let isUntold = false;

const stateOf = (purpose: Purpose): ConsentState | false | undefined =>
  gpc && settings.gpc && purpose.includes("ad_")
    ? "denied"
    : (choice[purpose] ?? (settings.granted.includes(purpose) && "granted"));

export const isGranted = (purpose: Purpose): boolean => stateOf(purpose) === "granted";
/** An event history may be kept. */
export const maySend = (): boolean => KEEPING_PURPOSES.some(isGranted);
/** It may not, and no other answer is to be waited for. */
export const isRefused = (): boolean => !KEEPING_PURPOSES.some((purpose) => stateOf(purpose) !== "denied");

/** What a withdrawal takes away. */
export const grantedStorage = (): Purpose[] => STORAGE_PURPOSES.filter(isGranted);

export const consentView = (): ConsentView => ({
  consent: { ...choice },
  granted: PURPOSES.filter(isGranted),
  mode: settings.mode,
  gpc: !!gpc,
  ask: settings.mode === "opt-in" && !STORAGE_PURPOSES.some((purpose) => choice[purpose]),
});

/** Written again when the server has been told. */
export const remember = (): void => {
  withItems((items) => (items[ownName] = JSON.stringify({ c: choice, t: chosenAt, u: isUntold })));
};

/** Adds the valid ones of some choices. */
export const adopt = (input: ConsentStamp): void => {
  choice = { ...choice };
  for (const purpose of PURPOSES) {
    if (["granted", "denied"].includes(input[purpose]!)) choice[purpose] = input[purpose]!;
  }
};

/** Takes over what this or another tab remembered; a choice too old is none. */
export const recallChoice = (): void => {
  choice = {};
  chosenAt = 0;
  withItems((items) => {
    const { c, t, u } = JSON.parse(items[ownName] as string) as { c: ConsentStamp; t: number; u: boolean };
    if (Date.now() - t > settings.reask_days * DAY_MS) return;
    adopt(c);
    chosenAt = t;
    isUntold = u;
  });
};

/** Stamps choices just made. Where nothing was and nothing is sent, the server has nothing it would have to act on. */
export const confirmChoice = (wasSending: boolean): void => {
  chosenAt = Date.now();
  isUntold ||= wasSending || maySend();
  remember();
};

/** The stamp of a batch. It tells of the choice; should that fail, the caller says so. */
export const tell = (): { consent: ConsentStamp; consent_at: number | undefined; gpc: boolean | undefined } => {
  isUntold = false;
  return { consent: choice, consent_at: chosenAt || undefined, gpc: gpc || undefined };
};
export const tellAgain = (): void => {
  isUntold = true;
};
