import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import type { Scope, SiteConfiguration } from "../../schemas/site.ts";
import { type CompiledAudience, compileAudience } from "./audience/compile.ts";
import { createRuleFinder } from "./consent/region-rule.ts";
import type { ShardLayout } from "./identity/shard-layout.ts";
import type { SiteRules } from "./site-rules.ts";

export interface StoredAudience {
  readonly id: string;
  /** Counts the definitions saved under this id. */
  readonly version: number;
  readonly definition: AudienceDefinition;
}

/** A key as the site keeps it: never the key, only its SHA-256. */
export interface StoredKey {
  readonly id: string;
  readonly label: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
}

/** All of a site's configuration at one version: what isolates keep a copy of. */
export interface SiteSnapshot {
  readonly id: string;
  /** Counts every change of anything in here. */
  readonly version: number;
  /** The version at which an audience or a region rule changed last: profiles older than this are evaluated anew. */
  readonly rulesVersion: number;
  readonly configuration: SiteConfiguration;
  readonly regionRules: readonly RegionRule[];
  readonly audiences: readonly StoredAudience[];
  readonly keys: readonly StoredKey[];
  readonly layout: ShardLayout;
}

/** A snapshot with its rules compiled. */
export interface CompiledSite {
  readonly snapshot: SiteSnapshot;
  readonly rules: SiteRules;
}

const compiled = new WeakMap<AudienceDefinition, CompiledAudience>();

const compileOnce = ({ id, version, definition }: StoredAudience): CompiledAudience => {
  let audience = compiled.get(definition);
  if (audience === undefined) {
    audience = compileAudience(id, version, definition);
    compiled.set(definition, audience);
  }
  return audience;
};

export const compileSite = (snapshot: SiteSnapshot): CompiledSite => ({
  snapshot,
  rules: {
    version: snapshot.rulesVersion,
    audiences: snapshot.audiences.map(compileOnce),
    ruleFor: createRuleFinder(snapshot.regionRules),
    mergesOnClaim: snapshot.configuration.identity.merge === "on-claim",
  },
});
