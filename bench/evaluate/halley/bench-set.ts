import type { z } from "zod";
import type { AudienceDefinition } from "../../../schemas/audience.ts";
import { AudienceSettings } from "../../../schemas/site.ts";
import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { checkAudience } from "../../../worker/domain/audience/check.ts";
import { compileAudiences } from "../../../worker/domain/audience/compile.ts";
import type { SharedAudience } from "../rules.ts";

/** What a site owner writes. */
export type DefinitionInput = z.input<typeof AudienceDefinition>;

export const definitionOf = ({ name, include, exclude }: SharedAudience): object => ({
  v: 1,
  name,
  of: "visitors",
  include,
  exclude: exclude === undefined ? [] : [{ mode: "temporary", rule: exclude }],
});

/** Ids are the places in the list. Definitions go through the same check as those that are saved. */
export const compileSet = (definitions: readonly object[]): AudienceSet => {
  const checked = new Map<string, AudienceDefinition>();
  for (const [index, raw] of definitions.entries()) {
    const id = `audience-${index}`;
    const check = checkAudience(raw, id, checked);
    if (!check.ok) throw new Error(`${id} is no audience: ${JSON.stringify(check.errors)}`);
    checked.set(id, check.definition);
  }
  const sources = [...checked].map(([id, definition]) => ({ id, version: 1, changedIn: 1, definition }));
  return compileAudiences(sources, AudienceSettings.parse({}));
};
