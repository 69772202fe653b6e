import { describe, expect, test } from "vitest";
import type { Rule } from "../../../schemas/audience.ts";
import type { Step } from "../../../schemas/journey.ts";
import { JOURNEY_DEPTH_MAX } from "../../../schemas/limits-outreach.ts";
import { nextPath, pathText, sendsOf, stepsOf } from "../../../worker/domain/journey/steps.ts";
import { DAY, HOUR, Life } from "./kit.ts";
import { mail, wait, welcome, when } from "./samples.ts";

const did = (event: string): Rule => ({ event });
const branch = (lists: readonly (readonly [string, Step[]])[], otherwise?: Step[]): Step => ({
  branch: lists.map(([event, steps]) => when(did(event), steps)),
  else: otherwise,
});

const after = (events: readonly string[], ...steps: Step[]): string[] => {
  const life = new Life().put("welcome", welcome(wait("1h"), ...steps)).does("sign_up");
  for (const type of events) life.does(type);
  return life.passes(9 * DAY).messages.map(([step]) => step);
};

describe("a branch", () => {
  const choice = branch(
    [
      ["purchase", [mail("bought")]],
      ["add_to_cart", [mail("carted"), mail("carted-2")]],
    ],
    [mail("neither")],
  );

  test.each([
    [["purchase"], ["bought", "end"]],
    [["add_to_cart"], ["carted", "carted-2", "end"]],
    [
      ["add_to_cart", "purchase"],
      ["bought", "end"],
    ],
    [[], ["neither", "end"]],
  ])(
    "after %j takes the first list whose rule holds, or else, and goes on behind itself: %j",
    (events, sent) => {
      expect(after(events, choice, mail("end"))).toEqual(sent);
    },
  );

  test("without else, or into an empty list, goes on behind itself", () => {
    expect(after([], branch([["purchase", [mail("bought")]]]), mail("end"))).toEqual(["end"]);
    expect(after(["purchase"], branch([["purchase", []]], [mail("else")]), mail("end"))).toEqual(["end"]);
    expect(after([], branch([["purchase", []]], []), mail("end"))).toEqual(["end"]);
  });

  test("at the end of all ends the journey", () => {
    expect(after([], branch([["purchase", [mail("bought")]]]))).toEqual([]);
  });

  test("is decided when it is reached", () => {
    const life = new Life().put("welcome", welcome(wait("1h"), choice)).does("sign_up");
    life.passes(HOUR).does("purchase").passes(DAY);
    expect(life.messages).toEqual([["neither", 1]]);
  });

  test("may wait inside, and can lie in branches as deep as is allowed", () => {
    const nested = (depth: number): Step[] =>
      depth === JOURNEY_DEPTH_MAX
        ? [wait("1h"), mail("inside"), wait("1h")]
        : [branch([["purchase", [mail("never")]]], [...nested(depth + 1), mail(`up-${depth}`)])];
    const life = new Life()
      .put("welcome", welcome(...nested(1), mail("end")))
      .does("sign_up")
      .passes(DAY);
    expect(life.messages).toEqual([
      ["inside", 1],
      ...[4, 3, 2, 1].map((depth) => [`up-${depth}`, 2]),
      ["end", 2],
    ]);
    expect(life.ordered[0]?.id).toMatch(/^i\d+-0\.e\.0\.e\.0\.e\.0\.e\.1$/);
  });
});

test("a stop ends the journey, in a branch too", () => {
  const stopped = branch([["purchase", [{ stop: true }]]], [mail("else")]);
  expect(after(["purchase"], stopped, mail("end"))).toEqual([]);
  expect(after([], stopped, { stop: true }, mail("end"))).toEqual(["else"]);
  const life = new Life().put("welcome", welcome({ stop: true })).does("sign_up");
  expect(life.ends).toEqual([["welcome", null, "stopped"]]);
});

test("steps of no duration are all taken in the moment of the entry", () => {
  const life = new Life().put("welcome", welcome(mail("a"), branch([["sign_up", [mail("b")]]]), mail("c")));
  expect(life.does("sign_up").messages).toEqual([
    ["a", 0],
    ["b", 0],
    ["c", 0],
  ]);
  expect(life.log.toSorted()).toEqual(["journey_entered", "journey_left", "sign_up"]);
});

describe("places of steps", () => {
  const steps: Step[] = [
    mail("a"),
    branch([["purchase", [mail("b"), branch([["refund", [mail("c")]]])]]], [mail("d")]),
    { send: { channel: "sms", text: "x" } },
  ];

  test("are named, in the order of the body", () => {
    expect(stepsOf({ steps }).map(({ path, pointer }) => [pathText(path), pointer.join("/")])).toEqual([
      ["0", "steps/0"],
      ["1", "steps/1"],
      ["1.0.0", "steps/1/branch/0/then/0"],
      ["1.0.1", "steps/1/branch/0/then/1"],
      ["1.0.1.0.0", "steps/1/branch/0/then/1/branch/0/then/0"],
      ["1.e.0", "steps/1/else/0"],
      ["2", "steps/2"],
    ]);
    expect(sendsOf({ steps }).map(({ send }) => send.channel)).toEqual([
      "email",
      "email",
      "email",
      "email",
      "sms",
    ]);
  });

  test("lead out of branches to the step behind them", () => {
    expect(nextPath({ steps }, [1, 0, 1, 0, 0])).toEqual([2]);
    expect(nextPath({ steps }, [1, 0, 0])).toEqual([1, 0, 1]);
    expect(nextPath({ steps }, [2])).toBeNull();
  });

  test("that a definition does not have are behind all", () => {
    expect(nextPath({ steps }, [7, 0, 0])).toBeNull();
    expect(nextPath({ steps }, [0, 0, 0])).toEqual([1]);
  });
});
