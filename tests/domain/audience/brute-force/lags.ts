/**
 * After which times, counted from an event, a touch, a change of consent or the beginning, an answer may change. They are
 * read off the definitions; at too many instants the brute force only takes longer.
 */
import type { AudienceDefinition, ProfileLeaf, Rule } from "../../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import { DAY_MS, milliseconds } from "./milliseconds.ts";

export interface Definitions {
  readonly byId: ReadonlyMap<string, AudienceDefinition>;
  readonly settings: AudienceSettings;
}

const profileLags = (leaf: ProfileLeaf, settings: AudienceSettings): number[] => {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the other properties do not change by time alone
  switch (leaf.profile) {
    case "days_since_first_visit":
    case "days_since_last_visit": {
      const numbers = [leaf.value].flat().filter((value) => typeof value === "number");
      const dayCount = Math.max(0, Math.ceil(Math.max(0, ...numbers)) + 1);
      return Array.from({ length: dayCount }, (_, index) => (index + 1) * DAY_MS);
    }
    case "rfm_recency":
      return settings.rfm.recency_days.map((days) => days * DAY_MS);
    case "lifecycle":
      return [settings.lapsed_after_days * DAY_MS];
    default:
      return [];
  }
};

export const ruleLags = (rule: Rule, definitions: Definitions): number[] => {
  if ("and" in rule) return rule.and.flatMap((part) => ruleLags(part, definitions));
  if ("or" in rule) return rule.or.flatMap((part) => ruleLags(part, definitions));
  if ("not" in rule) return ruleLags(rule.not, definitions);
  if ("event" in rule)
    return [rule.within, rule.not_followed_by?.within].flatMap((time) =>
      time === undefined ? [] : [milliseconds(time)],
    );
  if ("sequence" in rule) return rule.within === undefined ? [] : [milliseconds(rule.within)];
  if ("profile" in rule) return profileLags(rule, definitions.settings);
  if ("consent" in rule) return [];
  const named = definitions.byId.get(rule.audience);
  return named === undefined ? [] : audienceLags(named, definitions);
};

export const audienceLags = (definition: AudienceDefinition, definitions: Definitions): number[] => {
  const { include, exclude, membership } = definition;
  const included = [0, ...ruleLags(include, definitions)];
  const stickyMs = membership.mode === "sticky" ? milliseconds(membership.for) : 0;
  return [
    ...included,
    ...included.map((lag) => lag + stickyMs),
    ...exclude.flatMap(({ rule }) => ruleLags(rule, definitions)),
  ];
};
