import type { EventFields } from "../../profile-state.ts";
import { compileProperty, type PropertyValue } from "../condition/property.ts";

const MICROS = 1_000_000;
/** Far from overflow even when a full log of full carts is added up. */
const MICROS_MAX = 1e300;

/**
 * A decimal in millionths, so that 0.1 + 0.7 reaches 0.8. Sums are exact up to 9 billion and keep sixteen digits beyond;
 * a seventh decimal is rounded away.
 */
export const toMicros = (decimal: number): number => Math.round(decimal * MICROS);

export const fromMicros = (micros: number): number => micros / MICROS;

const microsOf = (value: PropertyValue): number =>
  typeof value === "number" ? Math.max(-MICROS_MAX, Math.min(MICROS_MAX, toMicros(value))) : 0;

/** What one event adds to the sum of a property, in millionths: over all its items for `item.…`, 0 where it is missing or not a number. */
export const compileAmount = (property: string): ((fields: EventFields) => number) => {
  const reader = compileProperty(property);
  if (reader.of === "event") return (fields) => microsOf(reader.read(fields));
  return (fields) => fields.items?.reduce((sum, item) => sum + microsOf(reader.read(item)), 0) ?? 0;
};
