import type { CollectRequest } from "../../../schemas/collect.ts";
import type { RegionRule } from "../../../schemas/consent.ts";
import { type Choices, choicesOf, mergeChoices } from "../../domain/consent/choices.ts";
import type { Granted } from "../../domain/consent/effective.ts";
import { type ConsentEvidence, hearSignals } from "../../domain/consent/signals/hear.ts";
import { grantedHere, weighChoices } from "../../domain/consent/signals/weigh.ts";
import { correctedTime } from "../../domain/event-time.ts";
import { keptDenials } from "../sender/choice-cookie.ts";
import type { SiteContext } from "../context.ts";
import { hasGlobalPrivacyControl } from "../sender/region.ts";

/** What a request of a browser says of consent. */
export interface StatedChoices {
  readonly choices: Choices;
  /** What they rest on; null where they stand by themselves. */
  readonly evidence: ConsentEvidence | null;
  /** Whether the browser sends Global Privacy Control. */
  readonly gpc: boolean;
}

/** The same, and what it comes to. */
export interface StatedConsent extends StatedChoices {
  readonly granted: Granted;
}

/** The parts of a body that speak of consent. */
export type Consenting = Pick<CollectRequest, "sent_at" | "consent" | "consent_at" | "gpc" | "signals">;

/** Weighs what the snippet states, each signal by itself, and what the browser keeps: of everything the strictest. */
export const readChoices = (
  request: Request,
  body: Consenting,
  { snapshot, now }: SiteContext,
): StatedChoices => {
  const gpc = hasGlobalPrivacyControl(request) || body.gpc === true;
  const byOurClock = (at: number): number => correctedTime(at, body.sent_at, now);
  const chosenAt = byOurClock(body.consent_at ?? body.sent_at);
  const stamped = choicesOf(body.consent, "banner", chosenAt);
  const { tcf_fallback: fallback } = snapshot.configuration.consent;
  const evidence = body.signals === undefined ? null : hearSignals(body.signals, fallback, body.sent_at, now);
  // Nobody can knowingly override a signal that is not there.
  const overriddenAt = gpc ? (evidence?.overriddenAt ?? null) : null;
  const override = overriddenAt === null ? null : byOurClock(overriddenAt);
  const chosen = weighChoices(stamped, evidence, chosenAt, override);
  return { choices: mergeChoices(chosen, keptDenials(request, snapshot.id)), evidence, gpc };
};

/** What a request states, under the rule of its region. */
export const readConsent = (
  request: Request,
  body: Consenting,
  rule: RegionRule,
  site: SiteContext,
): StatedConsent => {
  const stated = readChoices(request, body, site);
  const { choices, evidence, gpc } = stated;
  return { ...stated, granted: grantedHere(rule, choices, gpc, evidence) };
};
