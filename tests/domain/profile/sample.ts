import { createGoalFinder } from "../../../worker/domain/campaign/audience-goals.ts";
import { createRuleReader } from "../../../worker/domain/journey/rule-reader.ts";
import { compileJourneys } from "../../../worker/domain/journey/site-journeys.ts";
import * as fc from "fast-check";
import { AudienceDefinition, type Rule } from "../../../schemas/audience.ts";
import type { RegionRule } from "../../../schemas/consent.ts";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../schemas/site.ts";
import { type AudienceSource, compileAudiences } from "../../../worker/domain/audience/compile.ts";
import { gate, type GatedEvents } from "../../../worker/domain/consent/gate.ts";
import { createRuleFinder } from "../../../worker/domain/consent/region-rule.ts";
import type { Arrival } from "../../../worker/domain/profile/apply-batch.ts";
import { type History, newProfile, type Profile } from "../../../worker/domain/profile/profile.ts";
import {
  COLLECTED_FOR_ADS,
  COLLECTED_FOR_ANALYTICS,
  type StoredEvent,
} from "../../../worker/domain/profile-state.ts";
import type { SiteRules } from "../../../worker/domain/site-rules.ts";
import { ruleOf } from "../consent/sample.ts";

export const VISITOR = "vw000000000000000000000abc";
export const CONTACT = "c000000000000000000000abc";
export const ANALYTICS = COLLECTED_FOR_ANALYTICS;
export const ADS = COLLECTED_FOR_ADS;
export const BOTH = COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS;
export const GERMANY = { country: "DE", subdivision: null };

export const eventOf = (id: string, at: number, rest: Partial<StoredEvent> = {}): StoredEvent => ({
  id,
  type: "view_item",
  at,
  n: 0,
  digest: 1,
  collectedFor: BOTH,
  fields: {},
  ...rest,
});

export const landingOf = (
  id: string,
  at: number,
  query: string,
  rest: Partial<StoredEvent> = {},
): StoredEvent =>
  eventOf(id, at, { type: "page_view", fields: { page: { url: `https://shop.example/${query}` } }, ...rest });

const EVERYTHING = {
  analytics_storage: true,
  ad_storage: true,
  ad_user_data: true,
  ad_personalization: true,
  email_marketing: true,
  sms_marketing: true,
  push_marketing: true,
};

/** Events that came in together, under every purpose they carry. */
export const gated = (...events: readonly StoredEvent[]): GatedEvents =>
  gate(
    events.map((event, index) => ({ index, event })),
    EVERYTHING,
  ).events;

export const EMPTY: History = newProfile(VISITOR, 0, GERMANY).history;

export const rulesOf = (audiences: readonly AudienceSource[], rest: Partial<RegionRule> = {}): SiteRules => ({
  version: 1,
  everythingIn: 0,
  audiences: compileAudiences(audiences, AUDIENCE_SETTINGS_DEFAULT),
  ruleFor: createRuleFinder([ruleOf("*", { mode: "opt-out", ...rest })]),
  regionRulesVersion: 1,
  mergesOnClaim: true,
  journeys: compileJourneys([], new Map(), "UTC"),
  readRule: createRuleReader(audiences, AUDIENCE_SETTINGS_DEFAULT),
  goalsOf: createGoalFinder([]),
  destinationsOf: () => [],
  confirmsBy: null,
});

export const audienceOf = (
  id: string,
  include: Rule,
  rest: Partial<AudienceDefinition> = {},
): AudienceSource => ({
  id,
  version: 1,
  changedIn: 1,
  definition: AudienceDefinition.parse({ v: 1, name: "Sample", of: "all", include, ...rest }),
});

export const arrivalOf = (events: readonly StoredEvent[], rest: Partial<Arrival> = {}): Arrival => ({
  events: gated(...events),
  choices: {},
  region: GERMANY,
  device: null,
  language: null,
  accountDomain: null,
  gpc: false,
  isOwnConsent: true,
  evidence: null,
  isShared: false,
  linkedBy: null,
  isVouched: false,
  ...rest,
});

export const profileOf = (
  id: string,
  history: Partial<History>,
  head: Partial<Profile["head"]> = {},
): Profile => {
  const fresh = newProfile(id, 0, GERMANY);
  return { id, head: { ...fresh.head, ...head }, history: { ...fresh.history, ...history } };
};

/** Events that collide: few ids, times, counters and types; the body of an id is always the same. */
export const fewEvents: fc.Arbitrary<StoredEvent[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 8 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc
          .tuple(
            fc.integer({ min: 0, max: 3 }),
            fc.integer({ min: 0, max: 1 }),
            fc.constantFrom("view_item", "purchase", "page_view"),
            fc.constantFrom(ANALYTICS, ADS, BOTH),
          )
          .map(([at, n, type, collectedFor]) =>
            eventOf(`e${id}`, at, {
              n,
              type,
              collectedFor,
              digest: id * 7,
              fields:
                type === "page_view" && collectedFor !== ANALYTICS
                  ? { page: { url: `https://shop.example/?utm_source=s${id}&gclid=g${id}` } }
                  : { value: id },
            }),
          ),
      ),
    ),
  );
