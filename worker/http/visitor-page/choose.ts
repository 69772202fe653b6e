import type { ConsentStamp, RequestRegion } from "../../../schemas/consent.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { type Choices, choicesOf, mergeChoices, PURPOSES } from "../../domain/consent/choices.ts";
import { effectiveConsent, mayStoreHistory } from "../../domain/consent/effective.ts";
import { NO_EVENTS } from "../../domain/consent/gate.ts";
import type { ProfileBatch } from "../../domain/rpc.ts";
import { choiceCookie, type KeptChoice, keptChoice } from "../sender/choice-cookie.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { deviceOf } from "../sender/device.ts";
import { languageOf } from "../sender/language.ts";
import { hasGlobalPrivacyControl, requestRegion } from "../sender/region.ts";
import { clearedVisitorCookie, hasVisitorCookie } from "../sender/visitor-cookie.ts";

/** What choosing came to. */
export interface Chosen {
  readonly cookies: readonly string[];
  /** The browser had an id and has none any more. */
  readonly isCleared: boolean;
}

/** What of the choices before is still the newest: the cookie has one time, and would make the others newer than they are. */
const stillKept = (kept: KeptChoice | null, known: Choices): ConsentStamp => {
  if (kept === null) return {};
  const newest = PURPOSES.filter((purpose) => (known[purpose]?.at ?? 0) <= kept.at);
  return Object.fromEntries(newest.map((purpose) => [purpose, kept.consent[purpose]]));
};

/** What a beacon without events says. */
const batchOf = (
  request: Request,
  visitor: string,
  choices: Choices,
  region: RequestRegion,
): ProfileBatch => ({
  profile: visitor,
  events: NO_EVENTS,
  choices,
  region,
  device: deviceOf(request),
  language: languageOf(request),
  accountDomain: null,
  gpc: hasGlobalPrivacyControl(request),
  isOwnConsent: true,
  evidence: null,
  isShared: false,
  linkedBy: null,
  isVouched: false,
  named: [],
  claim: null,
});

/**
 * Makes choices as a beacon without events would, on disk when it resolves. They stay in the browser too, for the snippet
 * and for browsers that have no id.
 */
export const chooseOnPage = async (
  c: HttpContext,
  site: SiteContext,
  /** Null where the browser has no profile. */
  visitor: string | null,
  known: Choices,
  consent: ConsentStamp,
): Promise<Chosen> => {
  const { snapshot, rules, now } = site;
  const region = requestRegion(c.req.raw, c.env);
  const rule = rules.ruleFor(region, now);
  const choices = choicesOf(consent, "page", now);
  const granted = effectiveConsent(rule, mergeChoices(known, choices), hasGlobalPrivacyControl(c.req.raw));
  if (visitor !== null && Object.keys(choices).length > 0) {
    const batch = batchOf(c.req.raw, visitor, choices, region);
    await shardOfProfile(c.env, snapshot.id, visitor).collect([batch], snapshot.version);
  }
  const before = stillKept(keptChoice(c.req.raw, snapshot.id), known);
  const kept = { consent: { ...before, ...consent }, at: now };
  const isCleared = !mayStoreHistory(granted) && hasVisitorCookie(c.req.raw, snapshot.id);
  return {
    cookies: [
      choiceCookie(snapshot.id, kept, rule.reask_days),
      ...(isCleared ? [clearedVisitorCookie(snapshot.id)] : []),
    ],
    isCleared,
  };
};
