import { Engine, type TopLevelCondition } from "json-rules-engine";
import { leafTimes } from "../leaf-times.ts";
import type { BenchProfile, EventDocument } from "../population.ts";
import type { SharedAudience, SharedCondition, SharedLeaf, SharedRule } from "../rules.ts";
import type { Competitor } from "./competitor.ts";

type Events = readonly EventDocument[];

/** What a condition on the fact `events` asks for, prepared so that its operator only loops. */
interface Counted {
  readonly type: string;
  readonly after: number;
  readonly until: number;
  readonly where: readonly SharedCondition[];
  readonly gte: number;
  readonly lte: number;
  readonly refuting: string | null;
  readonly refutedWithinMs: number;
}

const operatorOf = (leaf: SharedLeaf): string => {
  if (leaf.not_followed_by !== undefined) return "unrefuted";
  if (leaf.sum !== undefined) return "value";
  return leaf.count === undefined ? "happened" : "count";
};

const ofLeaf = (leaf: SharedLeaf, now: number): object => {
  const { after, until, refutedWithinMs } = leafTimes(leaf, now);
  const value: Counted = {
    type: leaf.event,
    after: after ?? -Infinity,
    until: until ?? Infinity,
    where: leaf.where ?? [],
    gte: leaf.sum?.gte ?? (leaf.count !== undefined && "gte" in leaf.count ? leaf.count.gte : 0),
    lte: leaf.count !== undefined && "lte" in leaf.count ? leaf.count.lte : Infinity,
    refuting: leaf.not_followed_by?.event ?? null,
    refutedWithinMs,
  };
  return { fact: "events", operator: operatorOf(leaf), value };
};

const ofRule = (rule: SharedRule, now: number): object => {
  if ("and" in rule) return { all: rule.and.map((part) => ofRule(part, now)) };
  if ("or" in rule) return { any: rule.or.map((part) => ofRule(part, now)) };
  if ("not" in rule) return { not: ofRule(rule.not, now) };
  return ofLeaf(rule, now);
};

/** The root of its conditions must be a list. */
const ofAudience = ({ include, exclude }: SharedAudience, now: number): TopLevelCondition => {
  const rule = exclude === undefined ? include : { and: [include, { not: exclude }] };
  return ofRule("and" in rule ? rule : { and: [rule] }, now) as TopLevelCondition;
};

const satisfies = (event: EventDocument, { prop, value }: SharedCondition): boolean => {
  if (prop === "item.item_category") return event.category === value;
  if (prop === "value") return event.value !== null && event.value >= value;
  return event.url.includes(value);
};

const isCounted = (event: EventDocument, { type, after, until, where }: Counted): boolean =>
  event.type === type &&
  event.at > after &&
  event.at <= until &&
  where.every((condition) => satisfies(event, condition));

/** It knows nothing of lists of events, so all of the counting is done in operators. */
const addOperators = (engine: Engine): void => {
  engine.addOperator("happened", (events: Events, counted: Counted) =>
    events.some((event) => isCounted(event, counted)),
  );
  engine.addOperator("count", (events: Events, counted: Counted) => {
    let count = 0;
    for (const event of events) if (isCounted(event, counted)) count += 1;
    return count >= counted.gte && count <= counted.lte;
  });
  engine.addOperator("value", (events: Events, counted: Counted) => {
    let sum = 0;
    for (const event of events) if (isCounted(event, counted)) sum += event.value ?? 0;
    return sum >= counted.gte;
  });
  engine.addOperator("unrefuted", (events: Events, counted: Counted) => {
    const isRefuted = ({ at }: EventDocument) =>
      events.some(
        (other) =>
          other.type === counted.refuting && other.at > at && other.at <= at + counted.refutedWithinMs,
      );
    return events.some((event) => isCounted(event, counted) && !isRefuted(event));
  });
};

export const createJsonRulesEngine = (
  profiles: readonly BenchProfile[],
  audiences: readonly SharedAudience[],
  now: number,
): Competitor => {
  const engine = new Engine();
  addOperators(engine);
  for (const [index, audience] of audiences.entries()) {
    engine.addRule({ conditions: ofAudience(audience, now), event: { type: String(index) } });
  }
  const facts = profiles.map(({ documents }) => ({ events: documents }));
  return {
    name: "json-rules-engine",
    answer: async (into) => {
      into.fill(0);
      for (const [index, fact] of facts.entries()) {
        const { events } = await engine.run(fact);
        for (const { type } of events) into[index * audiences.length + Number(type)] = 1;
      }
    },
  };
};
