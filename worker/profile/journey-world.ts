import { randomDigits } from "../crypto/digest.ts";
import type { JourneyWorld, SendObstacle } from "../domain/journey/journey-world.ts";
import type { MessageOrder } from "../domain/journey/message-order.ts";
import { ruleHolds } from "../domain/journey/rule-holds.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ContactSecrets } from "./contact-secrets.ts";
import type { JourneyVersionStore } from "./journey-version-store.ts";

/** Where addresses and versions are looked up. */
interface JourneyTables {
  readonly secrets: ContactSecrets;
  readonly journeyVersions: JourneyVersionStore;
}

const hasAddress = (
  { secrets }: JourneyTables,
  { id, history }: Profile,
  { medium }: MessageOrder,
): boolean => {
  if (medium === "push") return history.outreach.push.length > 0;
  if (medium === "webhook") return true;
  return secrets.kindsOf(id).includes(medium === "email" ? "email" : "phone");
};

/** Why nothing may be sent to a contact just now, by what it chose and what is known of its addresses. */
const obstacleTo = (
  tables: JourneyTables,
  order: MessageOrder,
  profile: Profile,
  rules: SiteRules,
  now: number,
): SendObstacle | null => {
  const { suppressed, optedOut } = profile.history.outreach;
  const { purpose, medium, topic } = order;
  if (purpose !== null && !consentOf(profile.head, rules, now)[purpose]) return "no_consent";
  if (suppressed[medium] !== undefined) return "suppressed";
  if (topic !== null && Object.hasOwn(optedOut, topic)) return "topic_off";
  return hasAddress(tables, profile, order) ? null : "no_address";
};

/** What journeys of one shard see of their surroundings. */
export const createJourneyWorld = (tables: JourneyTables, rules: SiteRules): JourneyWorld => ({
  journeys: rules.journeys,
  versionOf: (journey, version) => {
    const newest = rules.journeys.byId.get(journey);
    if (newest?.version === version) return newest.definition;
    return tables.journeyVersions.definitionOf(journey, version);
  },
  holds: (rule, profile, now) => ruleHolds(rule, profile, rules, now),
  obstacleTo: (order, profile, now) => obstacleTo(tables, order, profile, rules, now),
  newId: () => randomDigits(),
});
