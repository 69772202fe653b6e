import type { AudienceDefinition, Rule } from "../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../schemas/site.ts";
import type { AudienceSet } from "../audience/audience-set.ts";
import { type AudienceSource, compileAudiences } from "../audience/compile.ts";
import type { CompiledAudience } from "../audience/compiled-audience.ts";
import { referencesOf } from "../audience/definition/leaves.ts";

/** A rule that belongs to no audience, compiled as one of its own. */
export interface ReadRule {
  readonly set: AudienceSet;
  readonly audience: CompiledAudience;
}

export type RuleReader = (rule: Rule) => ReadRule | null;

/** No slug: no audience of a site has it. */
const RULE = "#rule";

export const asAudience = (include: Rule): AudienceDefinition => ({
  v: 1,
  name: RULE,
  of: "contacts",
  include,
  exclude: [],
  membership: { mode: "live" },
});

/** The audiences that a definition names, and those that they name. */
const namedBy = (
  definition: AudienceDefinition,
  byId: ReadonlyMap<string, AudienceSource>,
  found = new Map<string, AudienceSource>(),
): ReadonlyMap<string, AudienceSource> | null => {
  for (const id of referencesOf(definition)) {
    const source = byId.get(id);
    if (source === undefined) return null;
    if (found.has(id)) continue;
    found.set(id, source);
    if (namedBy(source.definition, byId, found) === null) return null;
  }
  return found;
};

/**
 * Compiles rules as they are asked for, each once: journeys have many and read few of them. Null for a rule that names an
 * audience which is no more: an older version may.
 */
export const createRuleReader = (
  audiences: readonly AudienceSource[],
  settings: AudienceSettings,
): RuleReader => {
  const byId = new Map(audiences.map((audience) => [audience.id, audience]));
  const known = new Map<string, ReadRule | null>();
  const compile = (rule: Rule): ReadRule | null => {
    const definition = asAudience(rule);
    const named = namedBy(definition, byId);
    if (named === null) return null;
    const own = { id: RULE, version: 0, changedIn: 0, definition };
    const set = compileAudiences([...named.values(), own], settings);
    const audience = set.byId.get(RULE);
    return audience === undefined ? null : { set, audience };
  };
  return (rule) => {
    const text = JSON.stringify(rule);
    let read = known.get(text);
    if (read === undefined) {
      read = compile(rule);
      known.set(text, read);
    }
    return read;
  };
};
