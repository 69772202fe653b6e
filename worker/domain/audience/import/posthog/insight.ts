import type { Duration, Rule } from "../../../../../schemas/audience.ts";
import type { PosthogEntity, PosthogInsight } from "../../../../../schemas/import/posthog.ts";
import { allPresent } from "../combine-rules.ts";
import { ANY_EVENT, type EventMatch, everyWay, ruleOfMatches } from "../event-match.ts";
import type { Place } from "../place.ts";
import { eventNamed } from "./event-name.ts";
import { waysOfNode } from "./group.ts";
import { windowOfDate } from "./window.ts";

type Ways = readonly EventMatch[];

const waysOfProperties = (properties: PosthogEntity["properties"], place: Place): Ways | null => {
  if (properties === null || properties === undefined) return [ANY_EVENT];
  if (!Array.isArray(properties))
    return properties.values.length === 0 ? [ANY_EVENT] : waysOfNode(properties, place);
  const parts = allPresent(properties.map((leaf, index) => waysOfNode(leaf, place.at(index))));
  return parts === null ? null : everyWay(parts, place);
};

const waysOfEntity = ({ id, type, properties, math }: PosthogEntity, place: Place): Ways | null => {
  if ((type ?? "events") !== "events") return place.at("type").refuse("is no event");
  if (!["total", "dau"].includes(math ?? "total"))
    place.at("math").refuse("draws something else than its events");
  const event: Ways | null =
    id === null || id === undefined
      ? [ANY_EVENT] // PostHog's "all events".
      : [eventNamed(id, place.at("id"))].flatMap((name) =>
          name === null ? [] : [{ ...ANY_EVENT, event: name }],
        );
  const ways = waysOfProperties(properties, place.at("properties"));
  return ways === null || event.length === 0 ? null : everyWay([event, ways], place);
};

const refuseTheRest = (insight: PosthogInsight, root: Place): void => {
  const { actions, date_to, filter_test_accounts, insight: kind } = insight;
  if ((actions ?? []).length > 0)
    root.at("actions").refuse("are actions of PostHog, which are not known here");
  if (date_to !== null && date_to !== undefined) root.at("date_to").refuse("ends a window before now");
  if (filter_test_accounts === true)
    root.at("filter_test_accounts").refuse("leaves out accounts that only PostHog knows");
  if ((kind ?? "TRENDS") !== "TRENDS") root.at("insight").refuse("is no insight about single events");
};

const ruleOf = (ways: Ways, within: Duration | undefined, place: Place): Rule =>
  ruleOfMatches(ways, within === undefined ? {} : { within }, place);

/** Who had the one event of an insight, with its properties, in its time. */
export const ruleOfInsight = (insight: PosthogInsight, root: Place): Rule | null => {
  refuseTheRest(insight, root);
  const [entity] = insight.events;
  if (entity === undefined || insight.events.length > 1)
    return root.at("events").refuse("needs exactly one event");
  const { date_from: from } = insight;
  const within = from === null || from === undefined ? undefined : windowOfDate(from, root.at("date_from"));
  const event = waysOfEntity(entity, root.at("events", 0));
  const properties = waysOfProperties(insight.properties, root.at("properties"));
  if (within === null || event === null || properties === null) return null;
  const ways = everyWay([event, properties], root);
  return ways === null ? null : ruleOf(ways, within, root);
};
