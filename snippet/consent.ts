import type { ConsentStamp, Purpose } from "../schemas/consent.ts";
import { DAY_MS } from "../schemas/limits.ts";
import { withItems } from "./local-items.ts";
import { ownName, settings } from "./settings.ts";

/** The snippet imports no schema as a value; a test compares this list with the schema's. */
const PURPOSES: Purpose[] = [
  "analytics_storage",
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "email_marketing",
  "sms_marketing",
  "push_marketing",
];

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

const { globalPrivacyControl: gpc } = navigator as { globalPrivacyControl?: boolean };

let choice: ConsentStamp = {};
/** By the browser's clock; 0 when nothing was chosen. */
export let chosenAt = 0;
/** Whether the server has yet to hear of the choice. Kept with it: a withdrawal made offline is told on the next page. */
export let isUntold = false;
export const setUntold = (value: boolean): void => {
  isUntold = value;
};

/** Purposes that hold. */
export let granted: Purpose[] = [];
/** An event history may be kept. */
export const maySend = (): boolean => granted.includes("analytics_storage") || granted.includes("ad_storage");
/** It may not, and no other answer is to be waited for. */
export const isRefused = (): boolean => !maySend() && !!choice.analytics_storage && !!choice.ad_storage;

export const consentView = (): ConsentView => ({
  consent: { ...choice },
  granted,
  mode: settings.mode,
  gpc: !!gpc,
  ask: settings.mode === "opt-in" && !PURPOSES.slice(0, 4).some((purpose) => choice[purpose]),
});

/** What a batch says of consent. */
export const stamp = (): {
  consent: ConsentStamp;
  consent_at: number | undefined;
  gpc: boolean | undefined;
} => ({
  consent: choice,
  consent_at: chosenAt || undefined,
  gpc: gpc || undefined,
});

export const remember = (): void => {
  withItems((items) => (items[ownName] = JSON.stringify({ c: choice, t: chosenAt, u: isUntold })));
};

/** Adds what is valid and new of some choices made at a time, and works out what holds. */
const adopt = (input: ConsentStamp, at: number): void => {
  choice = { ...choice };
  for (const purpose of PURPOSES) {
    const state = input[purpose]!;
    if (["granted", "denied"].includes(state) && choice[purpose] !== state) {
      choice[purpose] = state;
      chosenAt = at;
    }
  }
  granted = PURPOSES.filter(
    (purpose) =>
      !(gpc && settings.gpc && purpose.includes("ad_")) &&
      (choice[purpose] ? choice[purpose] === "granted" : settings.granted.includes(purpose)),
  );
};

/** Takes over what this or another tab remembered; a choice too old is none. Only a page that starts tells what was not told. */
export const recallChoice = (isStarting?: boolean): void => {
  choice = {};
  chosenAt = 0;
  adopt({}, 0);
  withItems((items) => {
    const { c, t, u } = JSON.parse(items[ownName] as string) as { c: ConsentStamp; t: number; u: boolean };
    if (Date.now() - t > settings.reask_days * DAY_MS) return;
    adopt(c, t);
    isUntold = !!isStarting && u;
  });
};

/** Makes explicit choices. What says nothing new is not a choice: banners repeat themselves on every page. */
export const choose = (input: ConsentStamp): void => {
  const before = chosenAt;
  const couldSend = maySend();
  // Two choices of one millisecond are two.
  adopt(input, Math.max(Date.now(), before + 1));
  if (before === chosenAt) return;
  // Where nothing was and nothing is sent, the server has nothing it would have to act on.
  isUntold ||= couldSend || maySend();
  remember();
};
