/** Which events are meant, and when a value satisfies a condition. */
import type { Condition, EventLeaf } from "../../../../schemas/audience.ts";
import type { EventFields, StoredEvent } from "../../../../worker/domain/profile-state.ts";

export type Pattern = Pick<EventLeaf, "event" | "where">;

const named = (holder: object | undefined, name: string): unknown =>
  new Map<string, unknown>(Object.entries(holder ?? {})).get(name);

/** The platform's URL is a parser that the engine may not use. */
const ofPage = (page: EventFields["page"], name: string): unknown => {
  if (page === undefined) return undefined;
  if (name === "path") return new URL(page.url).pathname;
  if (name === "host") return new URL(page.url).host;
  return named(page, name);
};

/** What a property is in an event: one value, or one for each item. A missing one is undefined. */
export const valuesOf = ({ fields }: StoredEvent, property: string): unknown[] => {
  const [holder = "", name = ""] = property.split(".");
  if (name === "") return [named(fields, property)];
  if (holder === "item") return (fields.items ?? []).map((item) => named(item, name));
  return [holder === "page" ? ofPage(fields.page, name) : named(fields.params, name)];
};

/** Nothing is converted; a missing value satisfies `neq`, `nin` and `exists: false` only. */
export const satisfies = (actual: unknown, { op, value }: Pick<Condition, "op" | "value">): boolean => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const isNumber = typeof actual === "number" && typeof value === "number";
  const isText = typeof actual === "string" && typeof value === "string";
  if (op === "eq" || op === "in") return list.includes(actual);
  if (op === "neq" || op === "nin") return !list.includes(actual);
  if (op === "exists") return (actual === undefined) !== value;
  if (op === "contains") return isText && actual.split(value).length > 1;
  if (op === "starts_with") return isText && actual.slice(0, value.length) === value;
  if (op === "gt") return isNumber && value < actual;
  if (op === "gte") return isNumber && value <= actual;
  if (op === "lt") return isNumber && value > actual;
  return isNumber && value >= actual;
};

export const isMeant = (event: StoredEvent, { event: name, where = [] }: Pattern): boolean =>
  [event.type, "*"].includes(name) &&
  where.every((condition) => valuesOf(event, condition.prop).some((actual) => satisfies(actual, condition)));
