import type { Decision } from "../../schemas/decide.ts";
import { RESERVATION_LIFE_MS } from "../../schemas/limits.ts";
import { randomDigits } from "../crypto/digest.ts";
import { audiencesForAds, drawnSubject, grantedNow, isAimedAt, sessionOf } from "../domain/campaign/aim.ts";
import { confirm } from "../domain/campaign/confirm.ts";
import { type Campaign, type Chosen, type Circumstances, decide } from "../domain/campaign/decide.ts";
import { exposureEvent, type TellingState } from "../domain/campaign/exposure-event.ts";
import { exposureNumber } from "../domain/campaign/exposure-number.ts";
import { type Ledger, presentIn } from "../domain/campaign/ledger.ts";
import { isRunning } from "../domain/campaign/rotation.ts";
import type { ConfirmCall, ConfirmOutcome, DecideCall, Decided } from "../domain/decide-rpc.ts";
import { isOfKind } from "../domain/audience/compiled-audience.ts";
import { speaksFor } from "../domain/identity/browser-links.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { catchUp } from "../domain/profile/catch-up.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { applySystemEvents } from "../domain/profile/system-events.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { ShardState } from "./shard-state.ts";

/** A result, or the contact that the profile was moved to. */
export type Staged<T> =
  { readonly kind: "done"; readonly value: T } | { readonly kind: "moved"; readonly to: string };

/** The profile at this very moment, with every entry and exit that is due; null where nothing is held. */
const present = (state: ShardState, id: string, rules: SiteRules, now: number): Profile | null => {
  const known = state.profiles.read(id);
  if (known === null) return null;
  const applied = catchUp(known, rules, now);
  state.record(applied, rules, now);
  return state.profiles.read(id) ?? applied.profile;
};

const movedTo = (state: ShardState, id: string): string | null =>
  state.profiles.read(id) === null ? (state.profiles.pointer(id)?.contact ?? null) : null;

const write = (state: ShardState, profile: Profile, ledger: Ledger): void => {
  if (ledger === profile.history.ledger) return;
  state.profiles.put({ ...profile, history: { ...profile.history, ledger } });
};

const decisionOf = (placement: string, chosen: Chosen, expiresAt: number): Decision => {
  if (chosen.kind === "none") return { placement, none: chosen.reason };
  const { campaign, creative, id } = chosen;
  return {
    placement,
    campaign: campaign.id,
    creative: creative.id,
    content: creative.content,
    closable: creative.closable,
    reservation: id,
    expires_at: expiresAt,
  };
};

const circumstancesOf = (
  state: ShardState,
  profile: Profile,
  { snapshot, campaigns }: CompiledSite,
  now: number,
): Circumstances => {
  const subject = drawnSubject(profile);
  return {
    campaigns,
    isAimedAt: (campaign) => isAimedAt(profile, campaign),
    draw: (purpose) => state.draw(`${purpose} ${subject}`),
    hasRoom: ({ id, definition }) => definition.total === null || state.totals.left(id, now) > 0,
    random: Math.random,
    sharesOf: (campaign) => state.results.sharesOf(campaign, Math.random, now),
    newId: randomDigits,
    zone: snapshot.configuration.timezone,
    sessionStart: sessionOf(
      profile,
      campaigns.flatMap(({ definition }) => definition.caps),
      now,
    ),
  };
};

/** Whether a browser may learn what is decided for a profile; servers hold a key and may. */
const mayHear = ({ id, history }: Profile, browser: string | null): boolean =>
  browser === null || !isContactId(id) || speaksFor(history.links, browser);

/** Decides and reserves inside the shard's transaction: nothing can come between the check and the write. */
export const stageDecision = (
  state: ShardState,
  { profile: id, isDenied, gpc, browser, placements, wantsAudiences }: DecideCall,
  site: CompiledSite,
  now: number,
): Staged<Decided> => {
  const to = movedTo(state, id);
  if (to !== null) return { kind: "moved", to };
  const nothing = (none: "no_campaign" | "no_consent"): Staged<Decided> => ({
    kind: "done",
    value: { decisions: placements.map((placement) => ({ placement, none })), audiences: [], now },
  });
  const profile = present(state, id, site.rules, now);
  if (profile === null) return nothing(isDenied ? "no_consent" : "no_campaign");
  // What a contact is shown tells who it is: a browser where somebody typed its address has to be vouched for.
  if (!mayHear(profile, browser)) return nothing(isDenied ? "no_consent" : "no_campaign");
  const granted = grantedNow(profile, gpc, site.rules, now);
  // Whatever is counted needs an identifier for ads.
  if (isDenied || !granted.ad_storage) return nothing("no_consent");
  const circumstances = circumstancesOf(state, profile, site, now);
  let { ledger } = profile.history;
  const expiresAt = presentIn(ledger, now) + RESERVATION_LIFE_MS;
  const decisions = placements.map((placement) => {
    const decided = decide(ledger, placement, circumstances, now);
    ({ ledger } = decided);
    const { chosen } = decided;
    if (chosen.kind === "reserved" && chosen.campaign.definition.total !== null) {
      state.totals.hold(chosen.campaign.id, chosen.id, expiresAt);
    }
    return decisionOf(placement, chosen, expiresAt);
  });
  write(state, profile, ledger);
  const audiences = wantsAudiences ? audiencesForAds(profile, granted) : [];
  return { kind: "done", value: { decisions, audiences, now } };
};

/** Whether what was reserved may still be shown: the campaign runs, the profile is in its audience, nothing was withdrawn. */
const isStillMeant = (
  profile: Profile,
  campaign: Campaign | undefined,
  { isDenied, gpc, browser }: ConfirmCall,
  rules: SiteRules,
  now: number,
): boolean => {
  if (campaign === undefined || isDenied || !isRunning(campaign.definition, now)) return false;
  if (!grantedNow(profile, gpc, rules, now).ad_storage) return false;
  if (mayHear(profile, browser)) return isAimedAt(profile, campaign);
  // The answer must not tell in which audiences the contact is: only whether the campaign is for known people at all.
  const audience = rules.audiences.byId.get(campaign.definition.audience);
  return audience !== undefined && isOfKind(audience, true);
};

/** Notes that a creative was seen or clicked: in its results, and as an event of the profile that rules can name. */
const countExposure = (
  state: ShardState,
  profile: Profile,
  id: string,
  said: TellingState,
  rules: SiteRules,
  now: number,
): void => {
  const { ledger } = profile.history;
  const exposure = ledger.exposures.find((one) => one.id === id);
  if (exposure === undefined) return;
  const { campaign, creative } = exposure;
  const number = exposureNumber(ledger, exposure);
  state.results.add(campaign, creative, number, said === "viewable" ? "seen" : "clicked", now);
  const applied = applySystemEvents(profile, [exposureEvent(exposure, said, now)], rules, now);
  state.record({ ...applied, isChanged: true }, rules, now, applied.accepted);
};

/** What becomes of the part of the total that a reservation holds, where it holds any. */
const settleTotal = (
  { totals }: ShardState,
  id: string,
  stated: ConfirmCall["state"],
  expiresAt: number | null,
): void => {
  if (stated === "viewable") totals.spend(id);
  else if (stated === "released") totals.release(id);
  else if (stated === "renewed" && expiresAt !== null) totals.extend(id, expiresAt);
};

/** Hears a confirmation. One for what may not be shown any more ends the reservation instead, and counts nothing. */
export const stageConfirmation = (
  state: ShardState,
  call: ConfirmCall,
  { rules, snapshot }: CompiledSite,
  now: number,
): Staged<ConfirmOutcome> => {
  const to = movedTo(state, call.profile);
  if (to !== null) return { kind: "moved", to };
  const over: Staged<ConfirmOutcome> = { kind: "done", value: { kind: "over" } };
  const profile = present(state, call.profile, rules, now);
  const exposure = profile?.history.ledger.exposures.find(({ id }) => id === call.id);
  if (profile === null || exposure === undefined) return over;
  const campaign = snapshot.campaigns.find(({ id }) => id === exposure.campaign);
  const isWanted = call.state === "released" || isStillMeant(profile, campaign, call, rules, now);
  const stated = isWanted ? call.state : "released";
  const heard = confirm(profile.history.ledger, call.id, stated, now);
  if (heard.kind === "over") return over;
  const isCounted = isWanted && heard.isNews;
  if (isCounted && (stated === "viewable" || stated === "clicked")) {
    const after = { ...profile, history: { ...profile.history, ledger: heard.ledger } };
    countExposure(state, after, call.id, stated, rules, now);
  } else write(state, profile, heard.ledger);
  if (heard.isNews && campaign?.definition.total !== null)
    settleTotal(state, call.id, stated, heard.expiresAt);
  if (!isWanted && exposure.viewableAt === null) return over;
  return { kind: "done", value: { kind: "heard", counted: isCounted, expiresAt: heard.expiresAt } };
};
