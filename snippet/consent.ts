import type { ConsentSignals } from "../schemas/consent-signals.ts";
import type { ConsentStamp, Purpose } from "../schemas/consent.ts";
import type { ConsentView } from "../schemas/snippet-settings.ts";
import { ownName, settings } from "./settings.ts";

const { globalPrivacyControl: gpc } = navigator as { globalPrivacyControl?: boolean };

/** What the visitor chose. Short names, because this is also what is remembered. */
interface Choice {
  /** Explicit choices. */
  c: ConsentStamp;
  /** When, by the browser's clock; 0 when nothing was chosen. */
  t: number;
  /** The server has yet to hear of it. Remembered, so that a withdrawal made offline is told on the next page. */
  u?: boolean | undefined;
}
export let choice: Choice = { c: {}, t: 0 };

/** An explicit choice beats the region's default; Global Privacy Control beats both for the ad purposes. */
export const isGranted = (purpose: Purpose): boolean =>
  !(gpc && settings.gpc && purpose.includes("ad_")) &&
  (choice.c[purpose] ? choice.c[purpose] === "granted" : settings.granted.includes(purpose));

/** Purposes that hold right now. */
export const grantedPurposes = (): Purpose[] =>
  [...new Set([...settings.granted, ...(Object.keys(choice.c) as Purpose[])])].filter(isGranted);

export const mayUseForAds = (): boolean => isGranted("ad_storage");
/** An event history may be kept. */
export const maySend = (): boolean => mayUseForAds() || isGranted("analytics_storage");

const hasChosen = (): unknown => choice.c.ad_storage ?? choice.c.analytics_storage;
/** A history may not be kept, and no other answer is to be waited for. */
export const isRefused = (): unknown => hasChosen() && !maySend();

export const consentView = (): ConsentView => ({
  consent: choice.c,
  granted: grantedPurposes(),
  gpc,
  ask: settings.ask && !hasChosen(),
});

/** What a body says of consent. */
export const stamp = (): {
  consent: ConsentStamp;
  consent_at: number;
  gpc: boolean | undefined;
  signals: ConsentSignals | undefined;
} => ({ consent: choice.c, consent_at: choice.t, gpc, signals: settings.signals });

/** Keeps the choice for other pages and tabs: no identifier, nothing else. */
export const remember = (isUntold?: boolean): void => {
  choice.u = isUntold;
  try {
    localStorage[ownName] = JSON.stringify(choice);
  } catch {
    // Even naming `localStorage` throws where storage is blocked. Then the choice lasts as long as the page.
  }
};

/**
 * Takes over what this or another tab remembered; a choice too old is none. A tab that had not heard of the newest writes an
 * older one over it: that is mended. Only a page that starts tells what was not told: otherwise every open tab would.
 */
export const recallChoice = (isStarting?: boolean): void => {
  try {
    const kept = JSON.parse(localStorage[ownName] as string) as Choice;
    kept.u &&= isStarting;
    if (Date.now() - kept.t < settings.reask_ms && kept.t > choice.t) choice = kept;
    if (kept.t < choice.t) remember(choice.u);
  } catch {
    // Nothing is remembered.
  }
};

/** Makes explicit choices. What says nothing new is none: banners repeat themselves on every page. */
export const choose = (input: ConsentStamp): void => {
  const news = Object.entries(input).filter(
    ([purpose, state]) => /^(granted|denied)$/.test(state!) && choice.c[purpose as Purpose] !== state,
  );
  if (!news[0]) return;
  const couldSend = maySend();
  choice = { c: { ...choice.c, ...Object.fromEntries(news) }, t: Date.now() };
  // Where nothing was and nothing is sent, the server holds nothing it would have to act on.
  remember(couldSend || maySend());
};
