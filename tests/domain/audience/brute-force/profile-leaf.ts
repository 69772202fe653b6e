import type { ProfileLeaf, ProfileProperty } from "../../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import type { Subject } from "../../../../worker/domain/audience/history.ts";
import { satisfies } from "./matching.ts";
import { cartValue } from "./profile/cart.ts";
import { lifecycleAt } from "./profile/lifecycle.ts";
import { rfmFrequency, rfmMonetary, rfmRecency } from "./profile/orders.ts";
import { clickId, firstParameter, lastParameter, regionOf } from "./profile/origin.ts";
import { daysSinceFirstVisit, daysSinceLastVisit, visitsIn } from "./profile/visits.ts";

/** What a property of the profile is at `t`; undefined where it is missing. */
const propertyAt = (
  property: ProfileProperty,
  { history, traits }: Subject,
  { rfm, lapsed_after_days: lapsedAfterDays }: AudienceSettings,
  t: number,
): unknown => {
  const events = history.log.filter(({ at }) => at <= t);
  const touches = history.touches.filter(({ at }) => at <= t);
  const values: Record<ProfileProperty, () => unknown> = {
    known: () => traits.isContact,
    country: () => traits.country ?? undefined,
    region: () => regionOf(traits),
    language: () => traits.language ?? undefined,
    device: () => traits.device ?? undefined,
    account_domain: () => traits.accountDomain ?? undefined,
    first_source: () => firstParameter(touches, "utm_source"),
    first_medium: () => firstParameter(touches, "utm_medium"),
    first_campaign: () => firstParameter(touches, "utm_campaign"),
    last_source: () => lastParameter(touches, "utm_source"),
    last_medium: () => lastParameter(touches, "utm_medium"),
    last_campaign: () => lastParameter(touches, "utm_campaign"),
    click_id: () => clickId(touches),
    visits: () => visitsIn(events),
    days_since_first_visit: () => daysSinceFirstVisit(events, t),
    days_since_last_visit: () => daysSinceLastVisit(events, t),
    cart_value: () => cartValue(events),
    rfm_recency: () => rfmRecency(events, rfm, t),
    rfm_frequency: () => rfmFrequency(events, rfm),
    rfm_monetary: () => rfmMonetary(events, rfm),
    lifecycle: () => lifecycleAt(events, lapsedAfterDays, t),
  };
  return values[property]();
};

export const holdsProfileLeaf = (
  leaf: ProfileLeaf,
  subject: Subject,
  settings: AudienceSettings,
  t: number,
): boolean => satisfies(propertyAt(leaf.profile, subject, settings, t), leaf);
