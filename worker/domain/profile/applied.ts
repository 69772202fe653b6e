import type { ConsentChange } from "../consent/consent-record.ts";
import type { ConfirmationOrder } from "../outreach/confirmation.ts";
import type { SiteRules } from "../site-rules.ts";
import type { MembershipChange } from "./membership-changes.ts";
import type { Head, Profile } from "./profile.ts";
import { evaluateStandings, type Touched } from "./standings.ts";

/** A profile after something happened to it, and what others must hear of it. */
export interface Applied {
  /** Null where nothing may be or was kept. */
  readonly profile: Profile | null;
  /** False where nothing that is stored changed. */
  readonly isChanged: boolean;
  readonly changes: readonly MembershipChange[];
  /** The same for members that may leave for ad platforms. */
  readonly feed: readonly MembershipChange[];
  /** Null where nothing was said of consent that was not known. */
  readonly consent: ConsentChange | null;
  /**
   * How what is new came, where not as it happened: as history of another system, which begins no journey, or with the
   * history of a visitor who became known, which begins them now.
   */
  readonly arrival?: "import" | "move" | undefined;
  /** Messages that have to be sent for it. */
  readonly orders: readonly ConfirmationOrder[];
}

/** A profile that nothing happened to. */
export const unchanged = (profile: Profile | null): Applied => ({
  profile,
  isChanged: false,
  changes: [],
  feed: [],
  consent: null,
  orders: [],
});

/** What came of two things that happened one after the other. */
export const afterEarlier = (earlier: Applied, later: Applied): Applied => ({
  profile: later.profile,
  isChanged: earlier.isChanged || later.isChanged,
  changes: [...earlier.changes, ...later.changes],
  feed: [...earlier.feed, ...later.feed],
  consent: later.consent ?? earlier.consent,
  orders: [...earlier.orders, ...later.orders],
});

/** Evaluates the touched audiences, which brings the profile up to the present configuration. */
export const evaluated = (profile: Profile, rules: SiteRules, touched: Touched, now: number): Applied => {
  const { standings, isExportable, changes, feed } = evaluateStandings(profile, rules, touched, now);
  const head: Head = { ...profile.head, standings, isExportable, evaluatedVersion: rules.version };
  return { profile: { ...profile, head }, isChanged: true, changes, feed, consent: null, orders: [] };
};

/** Evaluates every audience for a profile. */
export const reevaluateAll = (profile: Profile, rules: SiteRules, isLive: boolean, now: number): Applied =>
  evaluated(profile, rules, { audiences: rules.audiences.audiences, isLive }, now);
