import type { Rule } from "../../../../../schemas/audience.ts";
import type { PosthogGroup, PosthogLeaf } from "../../../../../schemas/import/posthog.ts";
import { allOf, allPresent, noneOf, oneOf } from "../combine-rules.ts";
import { ANY_EVENT, type EventMatch, everyWay } from "../event-match.ts";
import type { Place } from "../place.ts";
import { profileLeafOn } from "../target.ts";
import { ruleOfBehavior } from "./behavioral.ts";
import { isGroup, isOfEvent, waysOfEventLeaf } from "./one-event.ts";
import { profileProperty } from "./properties.ts";
import { refuseOtherFields } from "./used-fields.ts";
import { valueTest } from "./value-test.ts";

type Node = PosthogGroup | PosthogLeaf;

const ruleOfPerson = (leaf: PosthogLeaf, place: Place): Rule | null => {
  if (refuseOtherFields(leaf, ["type", "key", "value", "operator", "negation"], place)) return null;
  const target = typeof leaf.key === "string" ? profileProperty(leaf.key) : null;
  if (target === null) return place.at("key").refuse("is a property that profiles do not have here");
  const asked = valueTest(leaf, target, place);
  if (asked === null) return null;
  const rule = profileLeafOn(target, asked.test, place);
  return asked.isNegated !== (leaf.negation === true) ? noneOf(rule, place) : rule;
};

const ruleOfLeaf = (leaf: PosthogLeaf, place: Place): Rule | null => {
  switch (leaf.type ?? "event") {
    case "person":
      return ruleOfPerson(leaf, place);
    case "behavioral":
      return ruleOfBehavior(leaf, place);
    case "cohort":
    case "static-cohort":
    case "dynamic-cohort":
    case "precalculated-cohort":
      return place.at("value").refuse("is a cohort of PostHog: import it, and name the audience in a rule");
    default:
      return place.at("type").refuse("is a kind of condition that audiences do not have");
  }
};

const partsOf = ({ values }: PosthogGroup, place: Place): [Node, Place][] =>
  values.map((node, index) => [node, place.at("values", index)]);

const isAboutEvent = (node: Node): boolean =>
  isGroup(node) ? node.values.some(isAboutEvent) : isOfEvent(node);

/** Nodes of which none is about one event: each may be met at another time. */
const ruleOfNode = (node: Node, place: Place): Rule | null => {
  if (!isGroup(node)) return ruleOfLeaf(node, place);
  if (node.values.length === 0) return place.at("values").refuse("is an empty group");
  const rules = allPresent(partsOf(node, place).map(([part, at]) => ruleOfNode(part, at)));
  if (rules === null) return null;
  return node.type === "AND" ? allOf(rules, place) : oneOf(rules, place);
};

/**
 * The ways in which one event, and the profile it belongs to, meet a group: the conditions on events of one document are all
 * on the same event. A group without any says something of the profile only.
 */
export const waysOfNode = (node: Node, place: Place): readonly EventMatch[] | null => {
  if (!isAboutEvent(node)) {
    const rule = ruleOfNode(node, place);
    return rule === null ? null : [{ ...ANY_EVENT, rules: [rule] }];
  }
  if (!isGroup(node)) return waysOfEventLeaf(node, place);
  const parts = allPresent(partsOf(node, place).map(([part, at]) => waysOfNode(part, at)));
  if (parts === null) return null;
  return node.type === "AND" ? everyWay(parts, place) : parts.flat();
};
