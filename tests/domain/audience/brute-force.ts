/**
 * The meaning of an audience definition, written for a reader and not for speed: what is true at one instant, straight from the
 * definitions, without intervals, compiled conditions or anything else of the engine it is compared with.
 */
import type { AudienceDefinition, Condition, EventLeaf, Rule } from "../../../schemas/audience.ts";
import type { History } from "../../../worker/domain/audience/history.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";

type Pattern = Pick<EventLeaf, "event" | "where">;

const UNITS = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

const milliseconds = (duration: string): number =>
  Number.parseInt(duration, 10) * (UNITS.get(duration.replaceAll(/\d/g, "")) ?? Number.NaN);

/** What a property is in an event: one value, or one for each item. */
const valuesOf = (event: StoredEvent, property: string): unknown[] => {
  const [holder = "", name = ""] = property.split(".");
  const fields = new Map<string, unknown>(Object.entries(event.fields));
  if (holder === "item")
    return (event.fields.items ?? []).map((item) => new Map<string, unknown>(Object.entries(item)).get(name));
  if (holder === "params")
    return [new Map<string, unknown>(Object.entries(event.fields.params ?? {})).get(name)];
  return [fields.get(property)];
};

const satisfies = (actual: unknown, { op, value }: Condition): boolean => {
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

const isMeant = (event: StoredEvent, { event: name, where = [] }: Pattern): boolean =>
  [event.type, "*"].includes(name) &&
  where.every((condition) => valuesOf(event, condition.prop).some((actual) => satisfies(actual, condition)));

/** The events that count for a leaf at `t`. */
const activeEvents = (leaf: EventLeaf, history: History, t: number): StoredEvent[] =>
  history.log.filter((event) => {
    if (event.at > t || !isMeant(event, leaf)) return false;
    if (leaf.within !== undefined && event.at <= t - milliseconds(leaf.within)) return false;
    const { not_followed_by: refuting } = leaf;
    if (refuting === undefined) return true;
    const decidedAt = event.at + milliseconds(refuting.within);
    return (
      decidedAt <= t &&
      !history.log.some((other) => other.at > event.at && other.at <= decidedAt && isMeant(other, refuting))
    );
  });

/** In whole millionths, by way of the decimal text, so that it shares no arithmetic with the engine. */
const inMicros = (decimal: number): bigint => BigInt(decimal.toFixed(6).replace(".", ""));

const holdsLeaf = (leaf: EventLeaf, history: History, t: number): boolean => {
  const active = activeEvents(leaf, history, t);
  const { count = leaf.sum === undefined ? { gte: 1 } : {}, sum } = leaf;
  const n = active.length;
  if (count.gte !== undefined && n < count.gte) return false;
  if (count.lte !== undefined && n > count.lte) return false;
  if (count.eq !== undefined && n !== count.eq) return false;
  if (sum === undefined) return true;
  const micros = active
    .flatMap((event) => valuesOf(event, sum.prop))
    .reduce<bigint>((total, value) => total + (typeof value === "number" ? inMicros(value) : 0n), 0n);
  if (sum.gte !== undefined && micros < inMicros(sum.gte)) return false;
  if (sum.gt !== undefined && micros <= inMicros(sum.gt)) return false;
  if (sum.lte !== undefined && micros > inMicros(sum.lte)) return false;
  return sum.lt === undefined || micros < inMicros(sum.lt);
};

const holdsRule = (rule: Rule, history: History, t: number): boolean => {
  if ("and" in rule) return rule.and.every((part) => holdsRule(part, history, t));
  if ("or" in rule) return rule.or.some((part) => holdsRule(part, history, t));
  if ("not" in rule) return !holdsRule(rule.not, history, t);
  if ("event" in rule) return holdsLeaf(rule, history, t);
  throw new Error("a leaf that the oracle does not know");
};

/** When the profile began: its first event or its first sight, whichever was earlier. */
const beganAt = (history: History): number =>
  [history.firstSeenAt, ...history.log.map(({ at }) => at)].reduce((a, b) => Math.min(a, b));

/**
 * Every instant in `[from, to]` at which a rule whose durations are whole seconds may change: a whole number of seconds
 * from some event or from the beginning.
 */
export const candidateInstants = (history: History, from: number, to: number): number[] => {
  const offsets = new Set([beganAt(history), ...history.log.map(({ at }) => at)].map((at) => at % 1_000));
  const instants: number[] = [];
  for (const offset of offsets)
    for (let t = Math.floor(from / 1_000) * 1_000 + offset; t <= to; t += 1_000)
      if (t >= from) instants.push(t);
  return instants.toSorted((a, b) => a - b);
};

/** Whether a rule held at some instant in `[from, to]` of the profile's life. */
const everHeld = (rule: Rule, history: History, from: number, to: number): boolean => {
  const start = Math.max(from, beganAt(history));
  return (
    start <= to && [start, ...candidateInstants(history, start, to)].some((t) => holdsRule(rule, history, t))
  );
};

export const isMemberAt = (definition: AudienceDefinition, history: History, t: number): boolean => {
  const { include, exclude, membership } = definition;
  if (t < beganAt(history)) return false;
  const isOut = exclude.some(({ mode, rule }) =>
    mode === "permanent" ? everHeld(rule, history, -Infinity, t) : holdsRule(rule, history, t),
  );
  if (isOut) return false;
  // The instants of (t − for, t]: time is continuous and edges are whole milliseconds, so half a one later is inside.
  const lookBack = membership.mode === "sticky" ? milliseconds(membership.for) - 0.5 : 0;
  return everHeld(include, history, t - lookBack, t);
};
