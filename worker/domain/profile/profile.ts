import { EMPTY_LEDGER, type Ledger } from "../campaign/ledger.ts";
import type { BotMark } from "../../../schemas/bot.ts";
import type { DeviceClass } from "../../../schemas/audience.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import type { Choices } from "../consent/choices.ts";
import { type BrowserLinks, NO_LINKS } from "../identity/browser-links.ts";
import { NO_OUTREACH, type Outreach } from "../outreach/outreach.ts";
import type { FoldedEvents, StoredEvent, Touch } from "../profile-state.ts";

/** How a profile stands with one audience. */
export interface Standing {
  /** Version of the definition this was evaluated with. */
  readonly version: number;
  /** Start of the present membership, epoch milliseconds; null for a non-member. */
  readonly enteredAt: number | null;
  /** When the answer changes with no further event; null is never. */
  readonly nextFlipAt: number | null;
  /** Whether folded events could have changed the answer. */
  readonly truncated: boolean;
}

/**
 * The small part of a profile: all that exports and timers need, in a column of its own before the large one, so that
 * a scan over a million members never reads their histories.
 */
export interface Head {
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly region: RequestRegion;
  readonly gpc: boolean;
  readonly choices: Choices;
  /** Configuration version of the last full evaluation. */
  readonly evaluatedVersion: number;
  /** Audiences the profile is in, or will be in or out of by time alone. */
  readonly standings: Readonly<Record<string, Standing>>;
  /** By audience the number of the feed's entry that stands for the membership: whoever may not be told of has none. */
  readonly entries: ReadonlyMap<string, number>;
  /** When the armed timer is due; it may be early, never late. */
  readonly timerAt: number | null;
  /** Whether the profile could leave for an ad platform when it was last evaluated. */
  readonly isExportable: boolean;
  /** A browser that has served two contacts: its history is moved to neither. */
  readonly isShared: boolean;
  /** What the profile was last seen on. */
  readonly device: DeviceClass | null;
  /** BCP 47 tag in lower case: first choice of the browser that was seen last. */
  readonly language: string | null;
  /** Domain of a contact's newest e-mail address that is not a free-mail one; null for visitors. */
  readonly accountDomain: string | null;
  /** Number of the newest consent record about the profile in its shard's log; null while there is none. */
  readonly consentRecord: number | null;
  /** When a journey goes on without an event; null is never. */
  readonly wakeAt: number | null;
  /** Whether it is held for a bot's, and how that is known; null where nothing tells. */
  readonly bot: BotMark | null;
}

/** Lifetime counters of one type of event. */
export interface FoldedCounts extends FoldedEvents {
  /** How many of the folded events were collected for ads. */
  readonly countForAds: number;
}

/** The large part of a profile. */
export interface History {
  /** Recent events in the order of `compareEvents`. */
  readonly log: readonly StoredEvent[];
  readonly folded: Readonly<Record<string, FoldedCounts>>;
  /** Time of the newest folded event. */
  readonly foldedUntil: number | null;
  /** Pairs of id digest and body digest of folded events, oldest first. */
  readonly seen: readonly number[];
  /** Time up to which digests were forgotten: an event so old may be a repeat, and is refused rather than counted twice. */
  readonly forgottenUntil: number | null;
  readonly touches: readonly Touch[];
  /** Visitors whose history was moved in here. */
  readonly adopted: readonly string[];
  /** What campaigns showed and reserved. */
  readonly ledger: Ledger;
  /** What writing to the contact rests on, and the journeys it is in. */
  readonly outreach: Outreach;
  /** Which of a contact's browsers were shown to be its own. */
  readonly links: BrowserLinks;
}

/** All we hold on one visitor or one contact. Immutable: a change makes a new one. */
export interface Profile {
  readonly id: string;
  readonly head: Head;
  readonly history: History;
}

/** Whether nothing but what campaigns showed is another; by identity, because parts that did not change are kept. */
export const differsInLedgerOnly = (a: Profile, b: Profile): boolean =>
  a.head === b.head &&
  (Object.keys(a.history) as (keyof History)[]).every(
    (part) => part === "ledger" || a.history[part] === b.history[part],
  );

export const NO_ENTRIES: Head["entries"] = new Map();

export const newProfile = (id: string, now: number, region: RequestRegion): Profile => ({
  id,
  head: {
    firstSeenAt: now,
    lastSeenAt: now,
    region,
    gpc: false,
    choices: {},
    evaluatedVersion: 0,
    standings: {},
    entries: NO_ENTRIES,
    timerAt: null,
    isExportable: false,
    isShared: false,
    device: null,
    language: null,
    accountDomain: null,
    consentRecord: null,
    wakeAt: null,
    bot: null,
  },
  history: {
    log: [],
    folded: {},
    foldedUntil: null,
    seen: [],
    forgottenUntil: null,
    touches: [],
    adopted: [],
    ledger: EMPTY_LEDGER,
    outreach: NO_OUTREACH,
    links: NO_LINKS,
  },
});
