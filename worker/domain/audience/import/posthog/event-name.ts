import type { Place } from "../place.ts";

/** PostHog's own events that are recorded here too. */
const OWN_NAMES: ReadonlyMap<string, string> = new Map([
  ["$pageview", "page_view"],
  ["$identify", "identify"],
]);

/** The event's name here; null where it was refused. */
export const eventNamed = (name: unknown, place: Place): string | null => {
  if (typeof name !== "string") return place.refuse("is not the name of an event");
  const own = OWN_NAMES.get(name);
  if (own !== undefined) return own;
  if (name.startsWith("$")) return place.refuse("is an event of PostHog that is not recorded here");
  return /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/.test(name)
    ? name
    : place.refuse("is not a name that events can have here");
};
