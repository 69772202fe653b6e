/**
 * How the platforms' own scripts know the browser that an event came from. It travels with the order to tell a platform
 * and is gone when that is done: a profile never holds it. What is not known is null.
 */
export interface BrowserFacts {
  readonly userAgent: string | null;
  /** Meta's `_fbp` cookie: `fb.1.<ms>.<random>`. */
  readonly fbp: string | null;
  /** Meta's `_fbc` cookie. */
  readonly fbc: string | null;
  /** TikTok's `_ttp` cookie. */
  readonly ttp: string | null;
  /** Client id of GA4, the last two parts of its `_ga` cookie. */
  readonly gaClientId: string | null;
  /** Session ids of GA4 by measurement id. */
  readonly gaSessions: Readonly<Record<string, string>>;
}

export const NO_BROWSER: BrowserFacts = {
  userAgent: null,
  fbp: null,
  fbc: null,
  ttp: null,
  gaClientId: null,
  gaSessions: {},
};
