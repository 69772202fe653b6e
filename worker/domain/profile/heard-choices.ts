import type { Purpose } from "../../../schemas/consent.ts";
import { type Choices, fillChoices, mergeChoices, PURPOSES } from "../consent/choices.ts";
import { type BrowserLinks, speaksFor } from "../identity/browser-links.ts";

/** Whose choices arrive. */
export interface Chooser {
  /** The browser that they were made in, where it was led here by its link; null for the profile itself and for servers. */
  readonly linkedBy: string | null;
  /** A server that named the contact, or a link in a message, vouches for them. */
  readonly isVouched: boolean;
  /** False where the sender is not known to be this profile's at all. */
  readonly isOwnConsent: boolean;
}

/** Choices and links after something was heard; each the same one where nothing changed. */
export interface HeardChoices {
  readonly choices: Choices;
  readonly links: BrowserLinks;
}

type Taken = Partial<Record<Purpose, string>>;

/** What the profile chose anew was taken back by nobody else any more. */
const withoutChanged = (links: BrowserLinks, before: Choices, after: Choices): BrowserLinks => {
  const kept = Object.entries(links.tookBack).filter(
    ([purpose]) => before[purpose as Purpose] === after[purpose as Purpose],
  );
  return kept.length === Object.keys(links.tookBack).length
    ? links
    : { ...links, tookBack: Object.fromEntries(kept) };
};

/**
 * A browser that only claims to be a contact's may take back, and allow what was never chosen or what it took back itself.
 * A stranger who types an address can so allow nothing that its owner refused.
 */
const claimChoices = (
  known: Choices,
  links: BrowserLinks,
  arriving: Choices,
  browser: string,
): HeardChoices => {
  const heard: Choices = {};
  const tookBack: Taken = { ...links.tookBack };
  for (const purpose of PURPOSES) {
    const theirs = arriving[purpose];
    const ours = known[purpose];
    const isNewer = theirs !== undefined && (ours === undefined || theirs.at >= ours.at);
    if (!isNewer || theirs.state === ours?.state) continue;
    if (theirs.state === "granted" && ours !== undefined && tookBack[purpose] !== browser) continue;
    heard[purpose] = theirs;
    if (theirs.state === "denied") tookBack[purpose] = browser;
    else delete tookBack[purpose];
  }
  const choices = mergeChoices(known, heard);
  return choices === known ? { choices, links } : { choices, links: { ...links, tookBack } };
};

/** Whether a browser that was led to a contact says by nothing but a typed address that it is the contact's. */
export const isMereClaim = (
  links: BrowserLinks,
  { linkedBy, isVouched }: Pick<Chooser, "linkedBy" | "isVouched">,
): boolean => linkedBy !== null && !isVouched && !speaksFor(links, linkedBy);

/** What a profile's choices come to when others arrive. */
export const hearChoices = (
  known: Choices,
  links: BrowserLinks,
  arriving: Choices,
  chooser: Chooser,
): HeardChoices => {
  const { linkedBy, isOwnConsent } = chooser;
  if (!isOwnConsent) return { choices: fillChoices(known, arriving), links };
  if (linkedBy !== null && isMereClaim(links, chooser)) {
    return claimChoices(known, links, arriving, linkedBy);
  }
  const choices = mergeChoices(known, arriving);
  return { choices, links: withoutChanged(links, known, choices) };
};
