import type { Medium } from "../../schemas/channel-medium.ts";
import { effectiveConsent } from "../domain/consent/effective.ts";
import { gate } from "../domain/consent/gate.ts";
import type { Feedback, Preferences } from "../domain/messaging-rpc.ts";
import type { ReportKind } from "../domain/campaign/exposure.ts";
import { confirm } from "../domain/outreach/confirmation.ts";
import { hearReport } from "../domain/outreach/hear-report.ts";
import {
  keepSubscriber,
  type Outreach,
  type PushSubscriber,
  resubscribe,
  resume,
  suppress,
} from "../domain/outreach/outreach.ts";
import { choicesIn, withPreferences } from "../domain/outreach/preferences.ts";
import { unchanged } from "../domain/profile/applied.ts";
import { applyBatch } from "../domain/profile/apply-batch.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";

const write = (state: ShardState, profile: Profile, outreach: Outreach): void => {
  if (outreach === profile.history.outreach) return;
  state.profiles.put({ ...profile, history: { ...profile.history, outreach } });
};

/** Counts what a provider reports of a message, once. Who had turned the medium off before does not turn it off again. */
const countReport = (
  state: ShardState,
  profile: Profile,
  { medium, message }: Feedback,
  kind: ReportKind,
  now: number,
): Profile => {
  const { ledger, outreach } = profile.history;
  const heard = hearReport(ledger, message, kind);
  if (heard === null) return profile;
  const isKnown = kind === "unsubscribed" && outreach.suppressed[medium] !== undefined;
  if (!isKnown) state.messageResults.add(heard.of, kind, now);
  const noted = { ...profile, history: { ...profile.history, ledger: heard.ledger } };
  state.profiles.put(noted);
  return noted;
};

/** A bounce, a complaint or a request to stop ends a medium; that something arrived is only counted. */
export const stageFeedback = (state: ShardState, profile: Profile, feedback: Feedback, now: number): void => {
  const { medium, kind, at } = feedback;
  const { outreach } = profile.history;
  switch (kind) {
    case "deferred":
      return;
    case "started":
      return write(state, profile, resume(outreach, medium));
    case "stopped":
      return write(
        state,
        profile,
        suppress(outreach, medium, { reason: "unsubscribed", at, isByWord: true }),
      );
    case "delivered":
      countReport(state, profile, feedback, kind, now);
      return;
    case "bounced":
    case "complained":
    case "unsubscribed":
      write(
        state,
        countReport(state, profile, feedback, kind, now),
        suppress(outreach, medium, { reason: kind, at }),
      );
  }
};

/** Whether somebody who got messages, or those on a topic, wants them no more. */
const isFarewell = ({ suppressed, optedOut }: Outreach, { media, topics }: Preferences): boolean =>
  Object.entries(media).some(
    ([medium, isWanted]) => !isWanted && suppressed[medium as Medium] === undefined,
  ) || Object.entries(topics).some(([topic, isWanted]) => !isWanted && !Object.hasOwn(optedOut, topic));

/** The contact used the link that was sent to its address: what journeys held back for it goes on its way. */
export const stageConfirmedAddress = (
  state: ShardState,
  profile: Profile,
  rules: SiteRules,
  now: number,
): void => {
  const outreach = confirm(profile.history.outreach, now);
  if (outreach === profile.history.outreach) return;
  const confirmed = { ...profile, history: { ...profile.history, outreach } };
  state.record({ ...unchanged(confirmed), isChanged: true }, rules, now);
};

/** Preferences are choices of the contact itself: they count as explicit consent and are logged. */
export const stagePreferences = (
  state: ShardState,
  profile: Profile,
  preferences: Preferences,
  rules: SiteRules,
  now: number,
): void => {
  const { message } = preferences;
  if (message !== undefined && isFarewell(profile.history.outreach, preferences)) {
    state.messageResults.add(message, "unsubscribed", now);
  }
  write(state, profile, withPreferences(profile.history.outreach, preferences, now));
  const { id, head } = profile;
  const arrival = {
    events: gate([], effectiveConsent(rules.ruleFor(head.region, now), {}, false)).events,
    choices: choicesIn(preferences, now),
    region: head.region,
    device: null,
    language: null,
    accountDomain: null,
    gpc: null,
    isOwnConsent: true,
    evidence: null,
    isShared: false,
    linkedBy: null,
    isVouched: true,
  };
  state.record(applyBatch(id, state.profiles.read(id), arrival, rules, now), rules, now);
};

/** Forgets a browser's push subscription. */
export const stagePushGone = (state: ShardState, profile: Profile, id: string): void => {
  const { outreach } = profile.history;
  const push = outreach.push.filter((known) => known.id !== id);
  if (push.length < outreach.push.length) write(state, profile, { ...outreach, push });
};

/** Keeps a browser's push subscription, if push messages are allowed. Who asks for them again gets them again. */
export const stagePush = (
  state: ShardState,
  profile: Profile,
  subscriber: PushSubscriber,
  rules: SiteRules,
  now: number,
): boolean => {
  if (!consentOf(profile.head, rules, now).push_marketing) return false;
  const outreach = resubscribe(profile.history.outreach, "push");
  write(state, profile, { ...outreach, push: keepSubscriber(outreach.push, subscriber) });
  return true;
};
