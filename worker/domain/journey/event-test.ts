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

/** Values of a journey's key that an event carries: of a property of items each item's. */
const keysIn = (key: string, { fields }: StoredEvent): string[] => {
  const property = compileProperty(key);
  const values =
    property.of === "event"
      ? [property.read(fields)]
      : (fields.items ?? []).map((item) => property.read(item));
  return values.flatMap((value) => (value === undefined || value === "" ? [] : [String(value)]));
};

/** The value of a journey's key that an event begins an instance with, its first; null where it carries none. */
export const keyIn = (key: string, event: StoredEvent): string | null => keysIn(key, event)[0] ?? null;

/** Whether an event carries an instance's key. */
export const hasKey = (key: string, instanceKey: string, event: StoredEvent): boolean =>
  keysIn(key, event).includes(instanceKey);

/** Whether an event speaks of an instance: it carries the same key, or none. */
export const isAbout = (
  { key }: Pick<JourneyDefinition, "key">,
  instanceKey: string | null,
  event: StoredEvent,
): boolean => {
  if (key === null || instanceKey === null) return true;
  const carried = keysIn(key, event);
  return carried.length === 0 || carried.includes(instanceKey);
};

export const exitTestsOf = ({ exit }: Pick<JourneyDefinition, "exit">): readonly EventTest[] => {
  if (exit === null) return [];
  return Array.isArray(exit) ? exit : [exit];
};
