import type { Purpose } from "../../../schemas/consent.ts";

/**
 * What is known of the browsers that a contact's history came by. An address that was typed there is a claim, so a browser
 * may hear of the contact only where somebody vouched for it, or where the contact is nothing but that browser. Immutable.
 */
export interface BrowserLinks {
  /** Browsers that a server with a key, or a link in a message, showed to be the contact's; the newest last. */
  readonly vouched: readonly string[];
  /** The browser that everything known of the contact came by; null where anything came another way. */
  readonly only: string | null;
  /** The browser that took a purpose back without being vouched for: it may allow again what it denied itself. */
  readonly tookBack: Readonly<Partial<Record<Purpose, string>>>;
}

export const NO_LINKS: BrowserLinks = { vouched: [], only: null, tookBack: {} };

/** Whoever is pushed out of the list is asked to prove it again, which does no harm. */
const VOUCHED_MAX = 500;

/** Whether a browser may hear of the contact, and allow in its name. */
export const speaksFor = ({ vouched, only }: BrowserLinks, browser: string): boolean =>
  only === browser || vouched.includes(browser);

/** The same links where it was known already. */
export const vouchFor = (links: BrowserLinks, browser: string): BrowserLinks =>
  links.vouched.includes(browser)
    ? links
    : { ...links, vouched: [...links.vouched, browser].slice(-VOUCHED_MAX) };

/** Something became known of the contact by `browser`, or by none (null). */
export const learnedBy = (links: BrowserLinks, browser: string | null): BrowserLinks =>
  links.only === null || links.only === browser ? links : { ...links, only: null };

/** The links of two contacts that turn out to be one person: what both know came by more than one browser. */
export const uniteLinks = (ours: BrowserLinks, theirs: BrowserLinks): BrowserLinks => ({
  vouched: [...new Set([...ours.vouched, ...theirs.vouched])].slice(-VOUCHED_MAX),
  only: null,
  tookBack: { ...theirs.tookBack, ...ours.tookBack },
});

/** Links without the names of some browsers; the same ones where they hold none. */
export const forgetBrowsers = (links: BrowserLinks, browsers: ReadonlySet<string>): BrowserLinks => {
  const names = [...links.vouched, links.only, ...Object.values(links.tookBack)];
  if (!names.some((name) => name !== null && browsers.has(name))) return links;
  const tookBack = Object.entries(links.tookBack).filter(([, browser]) => !browsers.has(browser));
  return {
    vouched: links.vouched.filter((browser) => !browsers.has(browser)),
    only: links.only !== null && browsers.has(links.only) ? null : links.only,
    tookBack: Object.fromEntries(tookBack),
  };
};
