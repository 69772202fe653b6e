import { AUDIENCE_DEPTH_MAX, AUDIENCE_LEAVES_MAX } from "../../../../schemas/limits.ts";
import { ownValue } from "../own-value.ts";
import { type Fault, pointerTo } from "./faults.ts";

/** A rule of an unchecked body: it may be anything. */
interface RawRule {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
  /** Rules on the way to it, itself included. */
  readonly depth: number;
}

/** One more than there may be leaves is enough to find that there are too many. */
const listed = (list: unknown): readonly unknown[] =>
  Array.isArray(list) ? list.slice(0, AUDIENCE_LEAVES_MAX + 1) : [];

/** Every rule directly inside, by each field in which the schema looks for one. */
const rulesInside = ({ value, path, depth }: RawRule): RawRule[] => {
  const inside = (rule: unknown, ...steps: PropertyKey[]): RawRule => ({
    value: rule,
    path: [...path, ...steps],
    depth: depth + 1,
  });
  const negated = ownValue(value, "not");
  return [
    ...listed(ownValue(value, "and")).map((rule, index) => inside(rule, "and", index)),
    ...listed(ownValue(value, "or")).map((rule, index) => inside(rule, "or", index)),
    ...(negated === undefined ? [] : [inside(negated, "not")]),
  ];
};

const rootRules = (body: unknown): RawRule[] => [
  { value: ownValue(body, "include"), path: ["include"], depth: 1 },
  ...listed(ownValue(body, "exclude")).map((exclusion, index) => ({
    value: ownValue(exclusion, "rule"),
    path: ["exclude", index, "rule"],
    depth: 1,
  })),
];

/**
 * Checks the depth and the number of leaves of an unchecked body: before the schema sees it, which follows rules recursively
 * and tries every kind of leaf on each, and with its own stack, so that no body can overflow the engine's. Leaves of exclusions
 * count with those of the rule; whatever holds no further rule is a leaf.
 */
export const outlineFault = (body: unknown): Fault | null => {
  const pending = rootRules(body).toReversed();
  let leaves = 0;
  for (let rule = pending.pop(); rule !== undefined; rule = pending.pop()) {
    if (rule.depth > AUDIENCE_DEPTH_MAX)
      return { pointer: pointerTo(rule.path), reason: `is deeper than ${AUDIENCE_DEPTH_MAX} rules` };
    const inside = rulesInside(rule);
    if (inside.length === 0) leaves += 1;
    if (leaves > AUDIENCE_LEAVES_MAX)
      return { pointer: pointerTo(rule.path), reason: `is one leaf more than ${AUDIENCE_LEAVES_MAX}` };
    pending.push(...inside.toReversed());
  }
  return null;
};
