import { type Choices, MESSAGING_PURPOSES } from "../../domain/consent/choices.ts";
import { type Gated, type IndexedEvent, NO_EVENTS } from "../../domain/consent/gate.ts";
import type { Claim, Identifier, ProfileBatch } from "../../domain/rpc.ts";
import { kindsIn } from "./identifiers.ts";

const PURPOSE_OF_KIND = { email: "email_marketing", phone: "sms_marketing" } as const satisfies Record<
  Identifier["kind"],
  (typeof MESSAGING_PURPOSES)[number]
>;

/**
 * The addresses of a claim whose owner explicitly asks to be written to there; null where there are none. Such a wish needs
 * no history and no id in the browser, so it is heard also where both are refused.
 */
export const subscriptionOf = (claim: Claim | null, choices: Choices): Claim | null => {
  const wanted = (claim?.identifiers ?? []).filter(
    ({ kind }) => choices[PURPOSE_OF_KIND[kind]]?.state === "granted",
  );
  return claim === null || wanted.length === 0 ? null : { ...claim, identifiers: wanted };
};

/** What was dropped without the `identify` events, which a subscription has heard, and how many those were. */
export const heardBySubscription = (
  { events: gated, dropped }: Gated,
  events: readonly IndexedEvent[],
): { readonly gated: Gated; readonly heard: number } => {
  const said = new Set(events.filter(({ event }) => event.type === "identify").map(({ index }) => index));
  const kept = dropped.filter(({ index }) => !said.has(index));
  return { gated: { events: gated, dropped: kept }, heard: dropped.length - kept.length };
};

const messagingIn = (choices: Choices): Choices =>
  Object.fromEntries(
    MESSAGING_PURPOSES.flatMap((purpose) => {
      const choice = choices[purpose];
      return choice === undefined ? [] : [[purpose, choice]];
    }),
  );

/**
 * A contact that is nothing but an address and a choice with its proof: no event, nothing of the browser. Whoever typed it
 * can only fill in what its owner has not chosen; a server with a key speaks for the owner.
 */
export const subscriptionBatch = (
  subscription: Claim,
  { choices, region, evidence }: Pick<ProfileBatch, "choices" | "region" | "evidence">,
): ProfileBatch => {
  const [preferred] = subscription.identifiers;
  if (preferred === undefined) throw new Error("a claim has an identifier");
  return {
    profile: preferred.contact,
    claim: subscription,
    named: kindsIn(subscription),
    // No events are gated events.
    events: NO_EVENTS,
    choices: messagingIn(choices),
    region,
    evidence,
    device: null,
    language: null,
    accountDomain: null,
    gpc: null,
    isOwnConsent: subscription.isVouched,
    isShared: false,
    linkedBy: null,
    isVouched: subscription.isVouched,
  };
};
