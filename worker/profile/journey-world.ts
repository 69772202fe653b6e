import { randomDigits } from "../crypto/digest.ts";
import type { JourneyWorld } from "../domain/journey/journey-world.ts";
import { ruleHolds } from "../domain/journey/rule-holds.ts";
import { obstacleTo } from "../domain/journey/send-obstacle.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ContactSecrets } from "./contact-secrets.ts";
import type { JourneyVersionStore } from "./journey-version-store.ts";

/** Where addresses and versions are looked up. */
interface JourneyTables {
  readonly secrets: ContactSecrets;
  readonly journeyVersions: JourneyVersionStore;
}

/** What journeys of one shard see of their surroundings. */
export const createJourneyWorld = (
  { secrets, journeyVersions }: JourneyTables,
  rules: SiteRules,
): JourneyWorld => ({
  journeys: rules.journeys,
  versionOf: (journey, version) => {
    const newest = rules.journeys.byId.get(journey);
    if (newest?.version === version) return newest.definition;
    return journeyVersions.definitionOf(journey, version);
  },
  holds: (rule, profile, now) => ruleHolds(rule, profile, rules, now),
  obstacleTo: (order, profile, now) =>
    obstacleTo(order, profile, () => secrets.kindsOf(profile.id), rules, now),
  newId: () => randomDigits(),
});
