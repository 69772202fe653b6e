import type { Rule } from "../../../../../schemas/audience.ts";
import type { PosthogCohort, PosthogDocument } from "../../../../../schemas/import/posthog.ts";
import { ruleOfMatches } from "../event-match.ts";
import { type ImportOptions, Place } from "../place.ts";
import { type Import, settleImport } from "../settle-import.ts";
import { waysOfNode } from "./group.ts";
import { ruleOfInsight } from "./insight.ts";

/** Groups have no name, and those of cohorts and insights may be empty. */
const NAME_OF_NAMELESS = "Imported from PostHog";

const ruleOfGroup = (group: PosthogCohort["filters"]["properties"], place: Place): Rule | null => {
  const ways = waysOfNode(group, place);
  return ways === null ? null : ruleOfMatches(ways, {}, place);
};

const ruleOfCohort = ({ filters, is_static, groups, query }: PosthogCohort, root: Place): Rule | null => {
  if (is_static === true) root.at("is_static").refuse("is a list of people, not a rule");
  if ((groups ?? []).length > 0)
    root.at("groups").refuse("is the older form of `filters`, which it is read from");
  if (query !== null && query !== undefined) root.at("query").refuse("is a query, not a rule");
  return ruleOfGroup(filters.properties, root.at("filters", "properties"));
};

const ruleOf = (document: PosthogDocument, root: Place): Rule | null => {
  if ("filters" in document) return ruleOfCohort(document, root);
  return "events" in document ? ruleOfInsight(document, root) : ruleOfGroup(document, root);
};

/** A cohort, an insight's filters or a group of them as a definition: of visitors and contacts alike, live. */
export const importPosthog = (document: PosthogDocument, options: ImportOptions): Import => {
  const root = Place.rootOf(document, options);
  const include = ruleOf(document, root);
  const given = "values" in document ? null : document.name;
  const name = given === null || given === undefined || given === "" ? NAME_OF_NAMELESS : given;
  const definition =
    include === null
      ? null
      : {
          v: 1 as const,
          name,
          of: "all" as const,
          include,
          exclude: [],
          membership: { mode: "live" as const },
        };
  return settleImport({ definition, root, name: root.at("name") });
};
