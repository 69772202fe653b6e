import type { CollectAnswer, ServerEventsRequest } from "../../../../schemas/collect.ts";
import { choicesOf } from "../../../domain/consent/choices.ts";
import { gate } from "../../../domain/consent/gate.ts";
import { type HeardSignal, hearSignals } from "../../../domain/consent/signals/hear.ts";
import { grantedHere, weighChoices } from "../../../domain/consent/signals/weigh.ts";
import { accountDomainIn } from "../../../domain/identity/account-domain.ts";
import { isContactId } from "../../../domain/identity/profile-id.ts";
import type { ProfileBatch } from "../../../domain/rpc.ts";
import { statedBrowser } from "../../sender/browser-facts.ts";
import type { SiteContext } from "../../context.ts";
import { kindsIn } from "../../events/identifiers.ts";
import { statedRegion } from "../../sender/region.ts";
import { heardBySubscription, subscriptionBatch, subscriptionOf } from "../../events/subscription.ts";
import type { AddressedEvent } from "./addressed-events.ts";

/** What the consent gate let through of a request, and what it did not. */
export interface GatedBatches {
  readonly batches: readonly ProfileBatch[];
  readonly dropped: readonly CollectAnswer["dropped"][number][];
  readonly heard: readonly HeardSignal[];
  /** Events that subscriptions have heard. */
  readonly subscribed: number;
}

/** Events of one profile, for which the same is stated. */
type Group = readonly [AddressedEvent, ...AddressedEvent[]];

const groupsOf = (addressed: readonly AddressedEvent[], body: ServerEventsRequest): Group[] => {
  const groups = Map.groupBy(addressed, ({ profile, consent, signals, stated, claim }) =>
    JSON.stringify([
      profile,
      stated,
      consent,
      signals === body.signals ? "of the batch" : signals,
      claim?.identifiers.map(({ contact }) => contact),
    ]),
  );
  return [...groups.values()] as unknown as Group[];
};

const gateGroup = (
  group: Group,
  sentAt: number | undefined,
  { rules, snapshot, now }: SiteContext,
  isHistory: boolean,
): GatedBatches => {
  const [{ profile, claim, consent, signals, stated }] = group;
  const region = statedRegion(stated.region);
  const { tcf_fallback: fallback } = snapshot.configuration.consent;
  const evidence = signals === undefined ? null : hearSignals(signals, fallback, sentAt ?? now, now);
  // A server sends no Global Privacy Control that could be overridden.
  const choices = weighChoices(choicesOf(consent, "api", now), evidence, now, null);
  const events = group.map(({ indexed }) => indexed);
  const passed = gate(events, grantedHere(rules.ruleFor(region, now), choices, false, evidence));
  const subscription = passed.events.length > 0 ? null : subscriptionOf(claim, choices);
  const { gated, heard: subscribed } =
    subscription === null ? { gated: passed, heard: 0 } : heardBySubscription(passed, events);
  const result = { dropped: gated.dropped, heard: evidence?.signals ?? [], subscribed };
  if (gated.events.length === 0 && Object.keys(choices).length === 0) return { ...result, batches: [] };
  const batch: ProfileBatch = {
    profile,
    claim,
    events: gated.events,
    choices,
    region,
    device: stated.device ?? null,
    language: stated.language ?? null,
    accountDomain: accountDomainIn(claim?.identifiers ?? []),
    gpc: null,
    isOwnConsent: true,
    evidence,
    isHistory,
    isShared: false,
    linkedBy: null,
    isVouched: claim !== null,
    named: kindsIn(claim),
    ...statedBrowser(stated.browser, gated.events, snapshot),
  };
  const isOthers = subscription !== null && subscribed > 0 && !isContactId(profile);
  const others = isOthers ? [subscriptionBatch(subscription, { choices, region, evidence })] : [];
  return { ...result, batches: [...others, batch] };
};

/** One batch per profile, consent and what is stated of the visitor, in the order of arrival. */
export const gateBatches = (
  addressed: readonly AddressedEvent[],
  body: ServerEventsRequest,
  site: SiteContext,
  isHistory: boolean,
): GatedBatches => {
  const gated = groupsOf(addressed, body).map((group) => gateGroup(group, body.sent_at, site, isHistory));
  return {
    batches: gated.flatMap(({ batches }) => batches),
    dropped: gated.flatMap(({ dropped }) => dropped),
    heard: gated.flatMap(({ heard }) => heard),
    subscribed: gated.reduce((sum, { subscribed }) => sum + subscribed, 0),
  };
};
