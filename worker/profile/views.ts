import type { ConsentState, Purpose } from "../../schemas/consent.ts";
import type { Exposure } from "../domain/campaign/exposure.ts";
import { PURPOSES } from "../domain/consent/choices.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf, standingOf } from "../domain/profile/standings.ts";
import { outreachView } from "../domain/outreach/outreach-view.ts";
import type { ExposureView } from "../domain/decide-rpc.ts";
import type { AudienceStanding } from "../domain/rpc.ts";
import type { ProfileView, RefusedEvent } from "../domain/profile-view.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { StoredAudience } from "../domain/site-snapshot.ts";

const exposureView = (exposure: Exposure): ExposureView => ({
  campaign: exposure.campaign,
  creative: exposure.creative,
  placement: exposure.placement,
  channel: exposure.channel,
  reserved_at: exposure.reservedAt,
  rendered_at: exposure.renderedAt,
  viewable_at: exposure.viewableAt,
  clicked_at: exposure.clickedAt,
  ghost: exposure.isGhost,
  probability: exposure.probability,
});

/** All we hold on a profile, in the words of the API. */
export const viewOf = (
  { id, head, history }: Profile,
  rules: SiteRules,
  refused: readonly RefusedEvent[],
  now: number,
): ProfileView => {
  const granted = consentOf(head, rules, now);
  const effective = PURPOSES.map((purpose): [Purpose, ConsentState] => [
    purpose,
    granted[purpose] ? "granted" : "denied",
  ]);
  const isContact = isContactId(id);
  return {
    profile: id,
    kind: isContact ? "contact" : "visitor",
    known: isContact,
    first_seen_at: head.firstSeenAt,
    last_seen_at: head.lastSeenAt,
    region: head.region,
    device: head.device,
    language: head.language,
    account_domain: head.accountDomain,
    bot: head.bot,
    consent: head.choices,
    consent_effective: Object.fromEntries(effective) as Record<Purpose, ConsentState>,
    events: history.log.map((event) => ({
      id: event.id,
      type: event.type,
      at: event.at,
      n: event.n,
      ...event.fields,
    })),
    folded: history.folded,
    truncated: history.foldedUntil !== null,
    touches: history.touches,
    exposures: history.ledger.exposures.map(exposureView),
    outreach: outreachView(history.outreach),
    visitors: history.adopted,
    refused,
  };
};

/** How the profile stands with every audience at this instant, whatever timers have fired. */
export const standingsOf = (
  profile: Profile,
  audiences: readonly StoredAudience[],
  rules: SiteRules,
  now: number,
): AudienceStanding[] => {
  const granted = consentOf(profile.head, rules, now);
  return rules.audiences.audiences.map((audience) => {
    const { version, enteredAt, nextFlipAt, truncated } = standingOf(audience, profile, rules, granted, now);
    const name = audiences.find(({ id }) => id === audience.id)?.definition.name ?? audience.id;
    return {
      id: audience.id,
      name,
      version,
      member: enteredAt !== null,
      entered_at: enteredAt,
      next_flip_at: nextFlipAt,
      truncated,
    };
  });
};
