import sift from "sift";
import { leafTimes } from "../leaf-times.ts";
import type { BenchProfile, EventDocument } from "../population.ts";
import type { SharedAudience, SharedCondition, SharedLeaf, SharedRule } from "../rules.ts";
import type { Competitor } from "./competitor.ts";

type Events = readonly EventDocument[];
type Query = Readonly<Record<string, unknown>>;
type Matcher = (event: EventDocument) => boolean;

interface Facts {
  readonly events: Events;
}

const condition = ({ prop, value }: SharedCondition): Query => {
  if (prop === "item.item_category") return { category: value };
  if (prop === "value") return { value: { $gte: value } };
  return { url: { $regex: value } };
};

const matching = (leaf: SharedLeaf, now: number): Query => {
  const { after, until } = leafTimes(leaf, now);
  const at = { ...(after === null ? {} : { $gt: after }), ...(until === null ? {} : { $lte: until }) };
  const timed = Object.keys(at).length === 0 ? {} : { at };
  return Object.assign({ type: leaf.event }, timed, ...(leaf.where ?? []).map(condition)) as Query;
};

const counting =
  (isCounted: Matcher, isEnough: (count: number) => boolean) =>
  ({ events }: Facts): boolean => {
    let count = 0;
    for (const event of events) if (isCounted(event)) count += 1;
    return isEnough(count);
  };

const summing =
  (isCounted: Matcher, gte: number) =>
  ({ events }: Facts): boolean => {
    let sum = 0;
    for (const event of events) if (isCounted(event)) sum += event.value ?? 0;
    return sum >= gte;
  };

const unrefuted =
  (isCounted: Matcher, isRefuting: Matcher, withinMs: number) =>
  ({ events }: Facts): boolean => {
    const counted = events.filter((event) => isCounted(event));
    if (counted.length === 0) return false;
    const refuting = events.filter((event) => isRefuting(event));
    return counted.some(({ at }) => !refuting.some((other) => other.at > at && other.at <= at + withinMs));
  };

/** Its own operators wherever there are any; counting, adding up and looking ahead take functions over its own queries. */
const ofLeaf = (leaf: SharedLeaf, now: number): Query => {
  const query = matching(leaf, now);
  if (leaf.not_followed_by !== undefined) {
    const refuting = sift({ type: leaf.not_followed_by.event });
    return { $where: unrefuted(sift(query), refuting, leafTimes(leaf, now).refutedWithinMs) };
  }
  if (leaf.sum !== undefined) return { $where: summing(sift(query), leaf.sum.gte) };
  if (leaf.count === undefined) return { events: { $elemMatch: query } };
  const bounds = { gte: 0, lte: Infinity, ...leaf.count };
  return { $where: counting(sift(query), (count) => count >= bounds.gte && count <= bounds.lte) };
};

const ofRule = (rule: SharedRule, now: number): Query => {
  if ("and" in rule) return { $and: rule.and.map((part) => ofRule(part, now)) };
  if ("or" in rule) return { $or: rule.or.map((part) => ofRule(part, now)) };
  if ("not" in rule) return { $nor: [ofRule(rule.not, now)] };
  return ofLeaf(rule, now);
};

const ofAudience = ({ include, exclude }: SharedAudience, now: number): Query =>
  exclude === undefined ? ofRule(include, now) : ofRule({ and: [include, { not: exclude }] }, now);

export const createSift = (
  profiles: readonly BenchProfile[],
  audiences: readonly SharedAudience[],
  now: number,
): Competitor => {
  const tests = audiences.map((audience) => sift(ofAudience(audience, now)));
  const documents = profiles.map((profile) => ({ events: profile.documents }));
  return {
    name: "sift",
    answer: (into) => {
      let place = 0;
      for (const document of documents) {
        for (const isMember of tests) into[place++] = isMember(document) ? 1 : 0;
      }
    },
  };
};
