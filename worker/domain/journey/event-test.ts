import type { JourneyDefinition, EventTest } from "../../../schemas/journey.ts";
import { compileProperty } from "../audience/condition/property.ts";
import { compilePattern, type EventPattern, matches } from "../audience/condition/event-pattern.ts";
import type { StoredEvent } from "../profile-state.ts";

/** Tests are parts of definitions, which live as long as a version is in use. */
const patterns = new WeakMap<EventTest, EventPattern>();

/** Whether an event is the one that a journey waits for. */
export const passes = (test: EventTest, event: StoredEvent): boolean => {
  let pattern = patterns.get(test);
  if (pattern === undefined) {
    pattern = compilePattern(test);
    patterns.set(test, pattern);
  }
  return matches(pattern, event);
};

/** The value of a journey's key that an event carries; null where it carries none. */
export const keyIn = (key: string, { fields }: StoredEvent): string | null => {
  const property = compileProperty(key);
  const values =
    property.of === "event"
      ? [property.read(fields)]
      : (fields.items ?? []).map((item) => property.read(item));
  const value = values.find((one) => one !== undefined && one !== "");
  return value === undefined ? null : String(value);
};

/** Whether an event speaks of an instance: it carries the same key, or none. */
export const isAbout = (
  { key }: Pick<JourneyDefinition, "key">,
  instanceKey: string | null,
  event: StoredEvent,
): boolean => {
  if (key === null || instanceKey === null) return true;
  const carried = keyIn(key, event);
  return carried === null || carried === instanceKey;
};

export const exitTestsOf = ({ exit }: Pick<JourneyDefinition, "exit">): readonly EventTest[] => {
  if (exit === null) return [];
  return Array.isArray(exit) ? exit : [exit];
};
