import type { SequenceLeaf } from "../../../../schemas/audience.ts";
import type { EventFields } from "../../profile-state.ts";
import { compilePattern, type EventPattern, matchesType } from "../condition/event-pattern.ts";
import { compileProperty, type PropertyValue } from "../condition/property.ts";
import { durationMs } from "../duration.ts";

export interface CompiledStep {
  readonly pattern: EventPattern;
  /** At most this long after the step before. */
  readonly withinMs: number;
  readonly isDirect: boolean;
}

export interface CompiledSequence {
  readonly steps: readonly CompiledStep[];
  /** All steps lie in a window of this length; infinite for ever. */
  readonly windowMs: number;
  /** What one event has at the property that all steps share; null where they share none. */
  readonly valuesOf: ((fields: EventFields) => readonly PropertyValue[]) | null;
}

const isThere = (value: PropertyValue): boolean => value !== undefined;

const compileValues = (property: string): ((fields: EventFields) => readonly PropertyValue[]) => {
  const reader = compileProperty(property);
  return reader.of === "event"
    ? (fields) => [reader.read(fields)].filter(isThere)
    : (fields) => [...new Set(fields.items?.map((item) => reader.read(item)))].filter(isThere);
};

export const compileSequence = ({ sequence, within, same }: SequenceLeaf): CompiledSequence => ({
  steps: sequence.map((step) => ({
    pattern: compilePattern(step),
    withinMs: step.within === undefined ? Infinity : durationMs(step.within),
    isDirect: step.directly ?? false,
  })),
  windowMs: within === undefined ? Infinity : durationMs(within),
  valuesOf: same === undefined ? null : compileValues(same),
});

export const readsType = ({ steps }: CompiledSequence, type: string): boolean =>
  steps.some(({ pattern }) => matchesType(pattern, type));
