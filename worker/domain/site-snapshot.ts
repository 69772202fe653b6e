import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { CampaignDefinition } from "../../schemas/campaign.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import type { SiteConfiguration } from "../../schemas/site.ts";
import { compileAudiences } from "./audience/compile.ts";
import type { ChannelSettings } from "./channel/channel-parts.ts";
import { createGoalFinder } from "./campaign/audience-goals.ts";
import { inOrder } from "./campaign/decide.ts";
import { createRuleFinder } from "./consent/region-rule.ts";
import { type ConversionDestination, conversionDestinations } from "./conversion/conversion-destination.ts";
import type { DestinationSettings } from "./destination/destination-parts.ts";
import { createDestinationFinder } from "./destination/destination-uses.ts";
import { mediaOf } from "./channel/medium-of.ts";
import type { ShardLayout } from "./identity/shard-layout.ts";
import type { Journey } from "./journey/journey.ts";
import { createRuleReader } from "./journey/rule-reader.ts";
import { compileJourneys } from "./journey/site-journeys.ts";
import type { SiteRules } from "./site-rules.ts";
import type { StoredKey } from "./stored-key.ts";

export interface StoredAudience {
  readonly id: string;
  /** Counts the definitions saved under this id. */
  readonly version: number;
  /** The site's version in which it was saved last. */
  readonly changedIn: number;
  readonly definition: AudienceDefinition;
}

/** A channel as it is saved: all its secrets rest sealed together. */
export interface ChannelDocument {
  readonly settings: ChannelSettings;
  /** Sealed JSON: the secret fields by name. */
  readonly sealed: string;
}

export interface StoredChannel extends ChannelDocument {
  readonly id: string;
  /** Counts the configurations saved under this id. */
  readonly version: number;
}

/** A destination as it is saved: all its secrets rest sealed together. */
export interface DestinationDocument {
  readonly settings: DestinationSettings;
  /** Sealed JSON: the secret fields by name. */
  readonly sealed: string;
}

export interface StoredDestination extends DestinationDocument {
  readonly id: string;
  /** Counts the configurations saved under this id. */
  readonly version: number;
}

export interface StoredCampaign {
  readonly id: string;
  /** Counts the definitions saved under this id. */
  readonly version: number;
  readonly definition: CampaignDefinition;
}

/** All of a site's configuration at one version: what isolates keep a copy of. */
export interface SiteSnapshot {
  readonly id: string;
  /** Counts every change of anything in here. */
  readonly version: number;
  /** The version at which an audience, a region rule or a setting of audiences changed last. */
  readonly rulesVersion: number;
  /** The same for region rules and settings alone: profiles older than this are evaluated with every audience. */
  readonly everythingIn: number;
  readonly configuration: SiteConfiguration;
  /** Until when no events are taken, because the day's quota is used up, epoch milliseconds; 0 where it never was. */
  readonly closedUntil: number;
  /** Whether no new profiles are made, because there are as many as the quota says. */
  readonly isFull: boolean;
  readonly regionRules: readonly RegionRule[];
  /** Counts the sets of region rules that were saved. */
  readonly regionRulesVersion: number;
  readonly audiences: readonly StoredAudience[];
  readonly channels: readonly StoredChannel[];
  readonly campaigns: readonly StoredCampaign[];
  readonly destinations: readonly StoredDestination[];
  readonly journeys: readonly Journey[];
  readonly keys: readonly StoredKey[];
  readonly layout: ShardLayout;
}

/** The definitions of a site's audiences by id. */
export const definitionsOf = ({ audiences }: SiteSnapshot): Map<string, AudienceDefinition> =>
  new Map(audiences.map(({ id, definition }) => [id, definition]));

/** A snapshot with its rules compiled. */
export interface CompiledSite {
  readonly snapshot: SiteSnapshot;
  readonly rules: SiteRules;
  /** In the order in which they are tried. */
  readonly campaigns: readonly StoredCampaign[];
  /** Destinations that are told of purchases now. */
  readonly conversions: readonly ConversionDestination[];
}

/** `before` is an older snapshot of the same site: what it decides with is used again where it is the same. */
export const compileSite = (snapshot: SiteSnapshot, before?: CompiledSite): CompiledSite => {
  const { rulesVersion, everythingIn, audiences, configuration, regionRules, regionRulesVersion } = snapshot;
  const { channels, journeys } = snapshot;
  const isSame = before?.snapshot.rulesVersion === rulesVersion;
  return {
    snapshot,
    campaigns: inOrder(snapshot.campaigns),
    conversions: conversionDestinations(snapshot.destinations),
    rules: {
      version: rulesVersion,
      everythingIn,
      audiences: isSame ? before.rules.audiences : compileAudiences(audiences, configuration.audiences),
      regionRulesVersion,
      ruleFor: isSame ? before.rules.ruleFor : createRuleFinder(regionRules),
      mergesOnClaim: configuration.identity.merge === "on-claim",
      journeys: compileJourneys(journeys, mediaOf(channels), configuration.timezone),
      readRule: isSame ? before.rules.readRule : createRuleReader(audiences, configuration.audiences),
      goalsOf: createGoalFinder(snapshot.campaigns),
      destinationsOf: createDestinationFinder(snapshot.destinations),
      confirmsBy: configuration.identity.double_opt_in?.channel ?? null,
    },
  };
};
