import type { EventLeaf } from "../../../../schemas/audience.ts";
import type { StoredEvent } from "../../profile-state.ts";
import { compileWhere, type FieldsTest } from "./condition.ts";

/** Which events are meant. */
export interface EventPattern {
  /** Null for any type. */
  readonly type: string | null;
  /** Null where the type is enough. */
  readonly where: FieldsTest | null;
}

export const compilePattern = (named: Pick<EventLeaf, "event" | "where">): EventPattern => ({
  type: named.event === "*" ? null : named.event,
  where: compileWhere(named.where),
});

export const matchesType = (pattern: EventPattern, type: string): boolean =>
  pattern.type === null || pattern.type === type;

export const matches = (pattern: EventPattern, event: StoredEvent): boolean =>
  matchesType(pattern, event.type) && (pattern.where === null || pattern.where(event.fields));
