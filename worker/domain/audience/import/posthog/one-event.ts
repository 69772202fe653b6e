import type { PosthogGroup, PosthogLeaf } from "../../../../../schemas/import/posthog.ts";
import { allPresent, noneOf } from "../combine-rules.ts";
import { ANY_EVENT, type EventMatch, everyWay } from "../event-match.ts";
import type { Place } from "../place.ts";
import { conditionOn, profileLeafOn } from "../target.ts";
import { eventNamed } from "./event-name.ts";
import { eventProperty, profileProperty } from "./properties.ts";
import { refuseOtherFields } from "./used-fields.ts";
import { valueTest } from "./value-test.ts";

type Ways = readonly EventMatch[];

const PROPERTY_FIELDS = ["type", "key", "value", "operator"];

/** `{"type":"event_metadata","key":"event","operator":"exact","value":"$pageview"}`: which events are meant. */
const waysOfName = ({ key, operator, value }: PosthogLeaf, place: Place): Ways | null => {
  if (key !== "event") return place.at("key").refuse("is something about an event that is not kept here");
  if ((operator ?? "exact") !== "exact")
    return place.at("operator").refuse("compares part of an event's name");
  const names = Array.isArray(value)
    ? value.map((name, index) => eventNamed(name, place.at("value", index)))
    : [eventNamed(value, place.at("value"))];
  const events = allPresent(names);
  if (events?.length === 0) return place.at("value").refuse("lists nothing");
  return events?.map((event) => ({ ...ANY_EVENT, event })) ?? null;
};

/** A condition on the properties of one event. What is kept of the profile instead is asked of the profile. */
export const waysOfEventLeaf = (leaf: PosthogLeaf, place: Place): Ways | null => {
  if (refuseOtherFields(leaf, PROPERTY_FIELDS, place)) return null;
  const { key } = leaf;
  if (leaf.type === "event_metadata") return waysOfName(leaf, place);
  if (typeof key !== "string") return place.refuse("needs the key of a property");
  const profile = profileProperty(key);
  const event = profile === null ? eventProperty(key) : null;
  const target = profile ?? event;
  if (target === null) return place.at("key").refuse("is a property that events do not have here");
  const asked = valueTest(leaf, target, place);
  if (asked === null) return null;
  if (profile !== null) {
    const rule = profileLeafOn(profile, asked.test, place);
    return [{ ...ANY_EVENT, rules: [asked.isNegated ? noneOf(rule, place) : rule] }];
  }
  if (asked.isNegated || event === null)
    return place.at("operator").refuse("is a comparison that cannot be negated within one event");
  return [{ ...ANY_EVENT, where: [conditionOn(event, asked.test)] }];
};

/** Whether a condition is about an event; `type` may be left out. */
export const isOfEvent = ({ type }: PosthogLeaf): boolean =>
  type === null || type === undefined || type === "event" || type === "event_metadata";

/** A list of conditions on one event, all of them: `event_filters`, and the properties of an insight's event. */
export const waysOfEventLeaves = (leaves: readonly PosthogLeaf[], place: Place): Ways | null => {
  const parts = allPresent(
    leaves.map((leaf, index) =>
      isOfEvent(leaf)
        ? waysOfEventLeaf(leaf, place.at(index))
        : place.at(index, "type").refuse("is no property of an event"),
    ),
  );
  return parts === null ? null : everyWay(parts, place);
};

export const isGroup = (node: PosthogGroup | PosthogLeaf): node is PosthogGroup => "values" in node;
