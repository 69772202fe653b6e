import type { AudienceDefinition, Exclusion, Rule } from "../../../../../schemas/audience.ts";
import type { Ga4Audience } from "../../../../../schemas/import/ga4.ts";
import { allOf, allPresent } from "../combine-rules.ts";
import { type ImportOptions, Place } from "../place.ts";
import { type Import, settleImport } from "../settle-import.ts";
import { ruleOfClause } from "./clause.ts";

type Membership = AudienceDefinition["membership"];

/** Members stay for so many days after the rule last held. */
const membershipOf = (days: number, place: Place): Membership | null =>
  days > 0 ? place.made<Membership>({ mode: "sticky", for: `${days}d` }) : place.refuse("is no time to stay");

const exclusionMode = (audience: Ga4Audience, place: Place): Exclusion["mode"] | null => {
  switch (audience.exclusionDurationMode) {
    case "EXCLUDE_TEMPORARILY":
    case "AUDIENCE_EXCLUDE_TEMPORARILY":
      return "temporary";
    case "EXCLUDE_PERMANENTLY":
    case "AUDIENCE_EXCLUDE_PERMANENTLY":
      return "permanent";
    case "AUDIENCE_EXCLUSION_DURATION_MODE_UNSPECIFIED":
    case null:
    case undefined:
      return place.refuse("excludes, and exclusionDurationMode does not say for how long");
  }
};

/** What belongs to an audience in GA4 and has no place in a definition. */
const refuseTheRest = ({ adsPersonalizationEnabled, eventTrigger }: Ga4Audience, root: Place): void => {
  if (adsPersonalizationEnabled === false)
    root.at("adsPersonalizationEnabled").refuse("keeps an audience from ads, which a definition cannot");
  if (eventTrigger) root.at("eventTrigger").refuse("logs an event, which a definition cannot");
};

/** A clause as it was read. */
interface ReadClause {
  readonly rule: Rule;
  readonly exclusion: Exclusion | null;
}

const readClauses = (audience: Ga4Audience, root: Place): ReadClause[] | null =>
  allPresent(
    audience.filterClauses.map((clause, index) => {
      const place = root.at("filterClauses", index);
      const isExcluding = clause.clauseType === "EXCLUDE";
      const mode = isExcluding ? exclusionMode(audience, place) : null;
      const rule = ruleOfClause(clause, place);
      if (rule === null || (isExcluding && mode === null)) return null;
      return { rule, exclusion: mode === null ? null : place.made({ mode, rule }) };
    }),
  );

/** An audience of GA4 as a definition: of visitors and contacts alike, as GA4 does not tell them apart. */
export const importGa4 = (audience: Ga4Audience, options: ImportOptions): Import => {
  const root = Place.rootOf(audience, options);
  refuseTheRest(audience, root);
  const membership = membershipOf(audience.membershipDurationDays, root.at("membershipDurationDays"));
  const clauses = readClauses(audience, root);
  const included = clauses?.flatMap(({ rule, exclusion }) => (exclusion === null ? [rule] : [])) ?? [];
  if (clauses !== null && included.length === 0)
    root.at("filterClauses").refuse("needs a clause that includes");
  const definition: AudienceDefinition | null =
    clauses === null || membership === null || included.length === 0
      ? null
      : {
          v: 1,
          name: audience.displayName,
          of: "all",
          include: allOf(included, root.at("filterClauses")),
          exclude: root
            .at("filterClauses")
            .made(clauses.flatMap(({ exclusion }) => (exclusion === null ? [] : [exclusion]))),
          membership,
        };
  return settleImport({ definition, root, name: root.at("displayName") });
};
