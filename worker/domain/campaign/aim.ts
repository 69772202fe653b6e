import type { Cap } from "../../../schemas/campaign.ts";
import { isActivity } from "../audience/profile-leaf/activity.ts";
import { effectiveConsent, type Granted, mayLeaveForAds } from "../consent/effective.ts";
import { isMember, standingIn } from "../profile/membership-changes.ts";
import type { Profile } from "../profile/profile.ts";
import type { SiteRules } from "../site-rules.ts";
import type { Campaign } from "./decide.ts";
import { sessionStart } from "./session.ts";

/** Whether somebody did what the campaign is for, since a time. */
const isConverted = ({ history }: Profile, { definition }: Campaign, since: number): boolean => {
  if (definition.goal === null) return false;
  const { event } = definition.goal;
  const folded = Object.hasOwn(history.folded, event) ? history.folded[event] : undefined;
  return (
    (folded !== undefined && folded.lastAt >= since) ||
    history.log.some(({ type, at }) => type === event && at >= since)
  );
};

/** Whether a profile that was brought to the present is in a campaign's audience, and not converted. */
export const isAimedAt = (profile: Profile, campaign: Campaign): boolean => {
  const enteredAt = standingIn(profile.head.standings, campaign.definition.audience)?.enteredAt ?? null;
  return enteredAt !== null && !isConverted(profile, campaign, enteredAt);
};

/** What each purpose comes to for one who looks at a page right now. */
export const grantedNow = ({ head }: Profile, gpc: boolean | null, rules: SiteRules, now: number): Granted =>
  effectiveConsent(rules.ruleFor(head.region, now), head.choices, gpc ?? head.gpc);

/** Audiences that may be handed to ad platforms, in the order of their names. */
export const audiencesForAds = ({ head }: Profile, granted: Granted): string[] =>
  granted.ad_storage && mayLeaveForAds(granted)
    ? Object.keys(head.standings)
        .filter((audience) => isMember(standingIn(head.standings, audience)))
        .toSorted()
    : [];

/** When the profile's present session began; only caps per session need to know. */
export const sessionOf = ({ history }: Profile, caps: readonly Cap[], now: number): number => {
  if (caps.every(({ window }) => window !== "session")) return now;
  const shown = history.ledger.exposures.flatMap(({ reservedAt, renderedAt, viewableAt }) => [
    reservedAt,
    renderedAt ?? reservedAt,
    viewableAt ?? reservedAt,
  ]);
  // What servers and Halley report does not say that the visitor was there.
  const active = history.log.flatMap(({ type, at }) => (isActivity(type) ? [at] : []));
  const times = [...active, ...shown];
  return sessionStart(
    times.toSorted((a, b) => a - b),
    now,
  );
};

/** Whom a draw is about: the first of a contact's browsers, so that identification changes no draw. */
export const drawnSubject = ({ id, history }: Profile): string => history.adopted[0] ?? id;
